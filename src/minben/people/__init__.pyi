from .accounts import (
    NameTakenError as NameTakenError,
    account_of as account_of,
    appoint as appoint,
    create_account as create_account,
    end_appointment as end_appointment,
    link as link,
    persona as persona,
    personas as personas,
)
from .capacities import (
    Capacity as Capacity,
    Officer as Officer,
    Person as Person,
    Standing as Standing,
    standing_of as standing_of,
)
from .holders import held_with as held_with
from .limits import Limit as Limit
from .mandates import (
    Representation as Representation,
    end_mandate as end_mandate,
    end_mandate_now as end_mandate_now,
    follow_representations as follow_representations,
    followed as followed,
    give_mandate as give_mandate,
    mandates_of as mandates_of,
    representatives_cursor as representatives_cursor,
    representing_registers as representing_registers,
)
from .models import Account as Account, Mandate as Mandate
from .requests import (
    act_as as act_as,
    capacity as capacity,
    officer as officer,
    person as person,
    standing as standing,
)
