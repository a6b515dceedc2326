"""Electronic licences: `licences/NAME.yaml`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..forms import Filled, Form, key
from ..licensing import LicenceMove
from ..shapes import FEEL, NAME, TEXTS, WORD, YES_NO, ListOf, MapOf, OneOf, matching
from .data import CITATION
from .words import OFFICER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..model import Text
    from .data import CitationForm

TYPE_CODE = matching(
    r"[0-9A-Z]{18}\d{3}", "21位证照类型代码", "a type code of 21 characters: 18 of a credit code, 3 digits"
)
ISSUER_CODE = matching(
    r"[0-9A-Z]{9,18}", "颁发机构代码（9至18位）", "a code of 9 to 18 capital letters and digits"
)


class LicenceChangeForm(Form):
    """A change that officers may make to licences of this kind."""

    by: str = key(OFFICER, "the post that decides it")
    law: tuple[CitationForm, ...] = key(
        ListOf(CITATION, least=1), "the law that allows it; named in every act"
    )


class LicenceForm(Form):
    """A kind of electronic licence: `licences/NAME.yaml`."""

    licence: str = key(WORD, "the name, the same as the file's")
    title: Text = key(TEXTS, "what the licence is called")
    type_code: str = key(TYPE_CODE, "the national code of this kind of licence, 21 characters")
    illustrative: bool = key(
        YES_NO, "true where the type code is made up until the national one is published", default=False
    )
    agency: str = key(WORD, "the agency that issues it; it owns the register")
    issuer_code: str | None = key(
        ISSUER_CODE,
        "the agency's code in identifiers; without it the first code of `agencies.csv`",
        default=None,
    )
    register: str = key(WORD, "the register whose entries are licences; it has a `state`")
    where: str | None = key(
        FEEL, "a FEEL condition over the fields: which entries; without it all", default=None
    )
    shows: tuple[str, ...] = key(ListOf(NAME, least=1), "the fields that the licence shows, in this order")
    discloses: tuple[str, ...] = key(
        ListOf(NAME), "those of them that the holder may keep back when showing it", default=()
    )
    text: Text = key(TEXTS, "what the paper says above its fields")
    changes: Mapping[LicenceMove, LicenceChangeForm] = key(
        MapOf(OneOf(LicenceMove), Filled(LicenceChangeForm)),
        "what officers may do: `withhold`, `restore`, `revoke` 撤销, `cancel` 注销, `withdraw` 吊销, "
        "`renew`, `correct`",
        default={},
    )
