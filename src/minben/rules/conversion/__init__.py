"""Brings rules from one kind of file to another: CSV, workbooks and DMN."""

from .files import Conversion, convert

__all__ = ["Conversion", "convert"]
