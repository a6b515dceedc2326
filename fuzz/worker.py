"""One target under the fuzzer, in a process of its own: ``python -m fuzz.worker TARGET [libFuzzer's options]``."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["minben.rules"]):
    from .targets import TARGETS


def main() -> None:
    """Feeds the target until its time is up; what breaks it ends the process, with its input kept."""
    name, *options = sys.argv[1:]
    atheris.Setup([sys.argv[0], *options], TARGETS[name])
    atheris.Fuzz()


main()
