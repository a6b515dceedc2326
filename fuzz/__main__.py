"""``python -m fuzz``: every target for its share of the time; prints what was found and ``N passed, N failed``.

A target fails by an exception, by one input that takes longer than ten seconds, or by memory beyond 2 GB. The input is
kept and shown, so that it can be tried again: ``python -m fuzz --again FILE --target NAME``.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from .seeds import seeds, words
from .targets import TARGETS

LIMITS = ("-timeout=10", "-rss_limit_mb=2048", "-max_len=20000", "-print_final_stats=1", "-close_fd_mask=1")


def main() -> int:
    """Runs what was typed; 1 where a target failed."""
    options = read_options()
    if options.again:
        for target in options.target:
            TARGETS[target](options.again.read_bytes())
        return 0
    folder = Path(tempfile.mkdtemp(prefix="minben-fuzz-"))
    (folder / "words").write_text(words(), encoding="utf-8")
    share = max(options.seconds // len(options.target), 1)
    failed = [target for target in options.target if not survives(target, folder, share)]
    sys.stdout.write(f"{len(options.target) - len(failed)} passed, {len(failed)} failed\n")
    return 1 if failed else 0


def read_options() -> argparse.Namespace:
    """What was typed."""
    parser = argparse.ArgumentParser(prog="fuzz", description=(__doc__ or "").partition("\n\n")[2])
    parser.add_argument("--seconds", type=int, default=3600, help="for all targets together")
    parser.add_argument("--target", nargs="+", choices=list(TARGETS), default=list(TARGETS))
    parser.add_argument("--again", type=Path, help="an input that failed, to be tried once more")
    return parser.parse_args()


def survives(target: str, folder: Path, seconds: int) -> bool:
    """Whether a target stands its time; what broke it is kept in the folder and told."""
    corpus, kept = folder / target, folder / f"{target}-failed-"
    corpus.mkdir()
    for number, seed in enumerate(seeds(target)):
        (corpus / f"seed-{number}").write_bytes(seed)
    options = (f"-max_total_time={seconds}", f"-dict={folder / 'words'}", f"-artifact_prefix={kept}", *LIMITS)
    command = [sys.executable, "-m", "fuzz.worker", target, *options, str(corpus)]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    tried = next((line for line in done.stderr.splitlines() if "number_of_executed_units" in line), "")
    sys.stdout.write(
        f"{target}: {'stood' if not done.returncode else 'FAILED'}, {tried.rpartition(' ')[2] or '0'} inputs\n"
    )
    if done.returncode:
        sys.stdout.write("\n".join(done.stderr.splitlines()[-40:]) + f"\nkept: {kept}*\n")
    sys.stdout.flush()
    return not done.returncode


if __name__ == "__main__":
    sys.exit(main())
