"""A script: a small district in the folder ``MINBEN_HOME``, and one resident who can sign in; prints who they are."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import django

GUANGAN = Path(__file__).parents[2] / "blueprints" / "guangan"


def main() -> None:
    """Apply the blueprint, let a few people live there, and open an account for the one with a relative."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "minben.settings"
    django.setup()
    from soak.settling import PASSWORD

    from facing import CLERK, give_kin, settle
    from minben import people
    from minben.blueprint import read
    from minben.blueprint.model import SubjectKind
    from minben.node.running import database_at_hand

    with database_at_hand():
        district = settle(read(GUANGAN))
        give_kin(district, "parent", "李小明", "child")
        account = people.create_account("visitor", "李建国", actor=CLERK, password=PASSWORD)
        people.link(account, district.subjects["parent"], SubjectKind.RESIDENT, actor=CLERK)
    sys.stdout.write(str(district.subjects["parent"]))


if __name__ == "__main__":
    main()
