from .changing import Wanted as Wanted, change as change, changeable as changeable, moves_of as moves_of
from .issuing import follow_acts as follow_acts, go_through as go_through
from .keys import KeyProblem as KeyProblem
from .lapsing import pass_days as pass_days
from .papers import (
    Paper as Paper,
    PaperField as PaperField,
    papers_of as papers_of,
    verify as verify,
    verify_credential as verify_credential,
)
from .presenting import name_of as name_of, present as present
from .printing import Sheet as Sheet, pdf as pdf
from .problems import STATE_WORDS as STATE_WORDS, BadToken as BadToken, LicenceProblem as LicenceProblem
from .publishing import (
    Published as Published,
    issuer_metadata as issuer_metadata,
    status_list as status_list,
    type_metadata as type_metadata,
)
from .reading import (
    Checked as Checked,
    History as History,
    Issued as Issued,
    agency_licences as agency_licences,
    history_of as history_of,
    licence_for as licence_for,
)
from .statuslists import FRESH_FOR as FRESH_FOR
from .tokens import LONGEST as LONGEST
