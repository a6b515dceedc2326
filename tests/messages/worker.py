"""``python -m tests.messages.worker DATABASE``: do what is due in the database of a test."""

from __future__ import annotations

import sys

import django


def main() -> None:
    django.setup()
    from django.db import connections

    for alias in connections:
        connections[alias].settings_dict["NAME"] = sys.argv[1]
    from minben.outside import work

    work(wait=False)


if __name__ == "__main__":
    main()
