"""The ledger says what did happen.

Everything that changes or reveals anything is an act, written in the transaction of its effect; acts are sealed into a
Merkle tree with signed heads, so that nobody can alter or drop one unseen. Other rooms use the names below and nothing
from inside; ``docs/ledger.md`` describes the format for whoever verifies it from outside.
"""

from . import effects, kinds, tree
from .acts import Act, ActFields, Actor, ActorKind, ActRow, RecordRef, act_row
from .canonical import Json, NotCanonical, canonical
from .clock import legal_clock, legal_now, legal_today, set_clock, set_zone
from .commitments import Commitment, commit_values
from .context import Reach, acting, current_reach, reaching
from .following import Bell, Stretch, follow_kinds
from .guard import PersonalValue
from .identity import now, uuid7, uuid7s
from .keys import KeyProblem, PublicKey, public_key, public_keys
from .proofs import BadProof, NotSealedYet, Proven, prove, read_proof
from .raw import ACT_INSERT_SQL, act_parameters, copy_acts, execute, insert_with_act, raw_cursor
from .sealer import Sealed, run_sealer, seal_once
from .tree import merkle_root
from .verify import Report as VerifyReport, verify as verify_ledger
from .views import ActView, acts_about, acts_of_case, follow, last_leaf, read_act
from .write import OutsideActing, write_act, write_acts

__all__ = [
    "ACT_INSERT_SQL",
    "Act",
    "ActFields",
    "ActRow",
    "ActView",
    "Actor",
    "ActorKind",
    "BadProof",
    "Bell",
    "Commitment",
    "Json",
    "KeyProblem",
    "NotCanonical",
    "NotSealedYet",
    "OutsideActing",
    "PersonalValue",
    "Proven",
    "PublicKey",
    "Reach",
    "RecordRef",
    "Sealed",
    "Stretch",
    "VerifyReport",
    "act_parameters",
    "act_row",
    "acting",
    "acts_about",
    "acts_of_case",
    "canonical",
    "commit_values",
    "copy_acts",
    "current_reach",
    "effects",
    "execute",
    "follow",
    "follow_kinds",
    "insert_with_act",
    "kinds",
    "last_leaf",
    "legal_clock",
    "legal_now",
    "legal_today",
    "merkle_root",
    "now",
    "prove",
    "public_key",
    "public_keys",
    "raw_cursor",
    "reaching",
    "read_act",
    "read_proof",
    "run_sealer",
    "seal_once",
    "set_clock",
    "set_zone",
    "tree",
    "uuid7",
    "uuid7s",
    "verify_ledger",
    "write_act",
    "write_acts",
]
