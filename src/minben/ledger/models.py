"""The tables of the ledger.

Only ``ledger_act`` is written by the application, and only by INSERT; everything else belongs to the sealer. Rows are
read and written by SQL in this room's modules, set by set; these classes hold the shape for migrations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models

if TYPE_CHECKING:
    IntegerColumn = models.Field[int, int]
else:
    IntegerColumn = models.Field


class TransactionIdField(IntegerColumn):
    """PostgreSQL's 64-bit transaction id, ``xid8``."""

    def db_type(self, connection: object) -> str:  # noqa: ARG002 - Django's signature
        """The column's type."""
        return "xid8"


class CurrentTransaction(models.Func):
    """The id of the transaction that inserts the row."""

    function = "pg_current_xact_id"
    arity = 0
    output_field = TransactionIdField()


class StoredAct(models.Model):
    """One act: its canonical bytes, and the columns that queries and row security need.

    ``xid`` is filled in by the database. The table has few indexes because each is paid for by every act: acts about a
    subject and acts of a case are found through `About`, which the sequencer fills. The migration makes the table
    itself; there it says why its rows live in a partition.
    """

    id = models.UUIDField(primary_key=True)
    at = models.DateTimeField()
    xid = TransactionIdField(db_default=CurrentTransaction())
    kind = models.TextField()
    agency = models.TextField()
    actor_kind = models.TextField()
    actor_id = models.TextField()
    purpose = models.TextField()
    subjects = ArrayField(models.UUIDField())
    case_id = models.UUIDField(null=True)
    register = models.TextField()
    body = models.BinaryField()

    class Meta:
        db_table = "ledger_act"
        indexes = [models.Index("xid", name="ledger_act_xid")]


class Leaf(models.Model):
    """The place of an act in the sequence: 0, 1, 2 … without a gap."""

    leaf = models.BigIntegerField(primary_key=True)
    act = models.UUIDField(unique=True)

    class Meta:
        db_table = "ledger_leaf"


class About(models.Model):
    """Which leaves are about a subject or of a case; follows from the acts and can be made anew from them."""

    pk = models.CompositePrimaryKey("about", "leaf")
    about = models.UUIDField()
    leaf = models.BigIntegerField()
    is_case = models.BooleanField()

    class Meta:
        db_table = "ledger_about"


class Tile(models.Model):
    """Up to 256 hashes of 32 bytes, one after the other: leaves at level 0, roots of whole tiles above."""

    pk = models.CompositePrimaryKey("level", "index")
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        db_table = "ledger_tile"


class Head(models.Model):
    """A signed tree head: the canonical bytes that were signed, and what queries need of them."""

    pk = models.CompositePrimaryKey("size", "key_id")
    size = models.BigIntegerField()
    key_id = models.TextField()
    root = models.BinaryField()
    at = models.DateTimeField()
    body = models.BinaryField()
    signature = models.BinaryField()

    class Meta:
        db_table = "ledger_head"


class State(models.Model):
    """How far the sequencer has come; one row.

    ``snapshot`` is the ``pg_snapshot`` of the last pass: what it saw is in the sequence. Transaction ids mean something
    only within one cluster, so ``system`` keeps that cluster's identifier.
    """

    id = models.SmallIntegerField(primary_key=True)
    system = models.TextField()
    snapshot = models.TextField()
    size = models.BigIntegerField()

    class Meta:
        db_table = "ledger_state"
