"""The table of the room: one row for each file that was handed in, without its bytes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from minben.ledger import uuid7


class File(models.Model):
    """A file that belongs to ``subject`` and was handed in for the service ``purpose``.

    ``holder`` is what it is part of (a case), null as long as it is part of nothing; it is set once. ``object`` is the
    random name of the bytes in the storage, ``name`` what the person calls the file, ``digest`` the SHA-256 of the
    bytes; ``salt`` and ``commitment`` bind digest, size and type to the act. Erasing takes ``object``, ``name``,
    ``digest`` and ``salt``; the commitment stays, and the act that holds it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    subject = models.UUIDField()
    purpose = models.TextField()
    holder = models.UUIDField(null=True)
    object = models.TextField(null=True, unique=True)
    name = models.TextField(null=True)
    type = models.TextField()
    size = models.BigIntegerField()
    digest = models.BinaryField(null=True)
    salt = models.BinaryField(null=True)
    commitment = models.BinaryField()
    stored_at = models.DateTimeField()
    act = models.UUIDField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(
                    erased_at__isnull=True, object__isnull=False, digest__isnull=False, salt__isnull=False
                )
                | models.Q(
                    erased_at__isnull=False,
                    object__isnull=True,
                    name__isnull=True,
                    digest__isnull=True,
                    salt__isnull=True,
                ),
                name="files_file_whole_or_erased",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["holder"], name="files_file_holder"),
            models.Index(
                fields=["stored_at"],
                condition=models.Q(holder__isnull=True, erased_at__isnull=True),
                name="files_file_loose",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
