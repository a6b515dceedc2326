"""Speed, measured as ratios within one run. Each room has a package here: ``python -m benchmarks.ROOM``."""
