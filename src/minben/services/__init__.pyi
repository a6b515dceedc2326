from .catalogue import Shelf as Shelf, by_agency as by_agency, by_type as by_type
from .force import (
    NothingInForce as NothingInForce,
    UnknownVersion as UnknownVersion,
    any_in_force as any_in_force,
    in_force as in_force,
    put_in_force as put_in_force,
    version as version,
)
from .guides import (
    Asked as Asked,
    Guide as Guide,
    Known as Known,
    Stage as Stage,
    guide as guide,
    service_of as service_of,
)
from .searching import BundleHit as BundleHit, Hit as Hit, search as search, search_bundles as search_bundles
from .ways import Way as Way
