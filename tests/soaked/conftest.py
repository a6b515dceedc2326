"""The small district of the faces' tests."""

from facing import district, paper

__all__ = ["district", "paper"]
