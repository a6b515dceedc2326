"""``python -m soak``: a served district, people who apply through its pages, and a killer with ``kill -9``.

People sign in as personas and apply without a pause; whatever the pages acknowledged with a case number is written down.
Meanwhile the database, the web workers, the sealer, the deadlines and at last the launcher itself are killed. After a new
start the ledger must verify with its effects, and each acknowledged case must stand there once, with its outcome and what
it gave.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from .district import District
from .killing import Killer
from .reckoning import reckon
from .visitors import Visitors


def main() -> int:
    """Run the soak; the status is 0 only if nothing was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=120.0, help="how long people apply and things are killed")
    parser.add_argument("--visitors", type=int, default=6)
    parser.add_argument("--residents", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="minben-soak-"))
    os.environ["MINBEN_HOME"] = str(home)
    try:
        with District(home, options.residents) as district:
            visitors = Visitors(district, options.visitors, options.seed)
            killer = Killer(district, options.seed)
            visitors.start()
            killer.run(options.seconds)
            acknowledged = visitors.stop()
            district.kill()
        with District(home, options.residents) as district:
            district.quiet()
            failures = reckon(home, acknowledged)
        sys.stdout.write(f"{killer.summary()}; {len(acknowledged)} applications acknowledged\n")
        for failure in failures:
            sys.stdout.write(f"FAILED: {failure}\n")
        sys.stdout.write(f"{len(acknowledged)} passed, {len(failures)} failed\n")
        return 1 if failures or not acknowledged else 0
    finally:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
