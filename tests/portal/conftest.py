"""The small district of the faces' tests."""

from facing import district, messages, static_files

__all__ = ["district", "messages", "static_files"]
