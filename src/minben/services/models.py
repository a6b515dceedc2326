"""The blueprints that were ever put in force, and when: rows are only added, never changed.

A version is addressed by its content, so it stands once however often it is put in force again; the latest
application says which one holds.
"""

from __future__ import annotations

from django.db import models


class StoredBlueprint(models.Model):
    """The files of one version, packed by `minben.services.packing`."""

    version = models.TextField(primary_key=True)
    files = models.BinaryField()

    class Meta:
        db_table = "services_blueprint"

    def __str__(self) -> str:
        return self.version


class Application(models.Model):
    """That a version was put in force, by which act."""

    act = models.UUIDField(primary_key=True)
    blueprint = models.ForeignKey(
        StoredBlueprint, on_delete=models.PROTECT, db_column="version", related_name="applications"
    )
    applied_at = models.DateTimeField()

    class Meta:
        db_table = "services_application"
        indexes = [models.Index(fields=["-applied_at", "-act"], name="services_application_latest")]

    def __str__(self) -> str:
        return f"{self.blueprint_id} {self.applied_at}"
