"""Sums of groups whose rows mostly stand together, as the members of a household do in a register.

Sums are taken along the whole column, and the differences between the ends of runs of equal keys are the sums of these
runs: no row is looked up by its key. Keys mostly rise from run to run. Those few runs that do not fit into the order,
of members who are registered elsewhere, are summed by key as ever and added in their places.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

KEY = "key"
_SAMPLE = 100_000
_MOST_RUNS = 0.7
"""Runs for each row, up to which it is worth its while to look for them."""
_PASSES = 4
"""How often what does not fit is taken out, until all the rest is held to be without order."""


def sums_by_key(rows: pl.LazyFrame, words: Sequence[str]) -> pl.DataFrame:
    """The sums of words by key, each key once, that of null left out.

    Keys are whole numbers; words are of 64 bits and may run over, as long as no sum of one key does.
    """
    if not _together(rows):
        return _by_key(rows.filter(pl.col(KEY).is_not_null()), words)
    runs = _runs(rows, words)
    rising = runs
    others: list[pl.DataFrame] = []
    for _ in range(_PASSES):
        keys = rising[KEY]
        falls = (keys <= keys.shift(1)).fill_null(value=False)
        if not falls.any():
            return _added(rising, _by_key(pl.concat([*others, rising.clear()]).lazy(), words), words)
        # Either side of a fall may be the one that is out of place.
        odd = falls | falls.shift(-1, fill_value=False)
        others.append(rising.filter(odd))
        rising = rising.filter(~odd)
    return _by_key(runs.lazy(), words)


def _together(rows: pl.LazyFrame) -> bool:
    """Whether the first rows stand together by key."""
    keys = rows.select(KEY).head(_SAMPLE).collect()[KEY]
    return keys.ne_missing(keys.shift(1)).sum() <= _MOST_RUNS * len(keys)


def _by_key(rows: pl.LazyFrame, words: Sequence[str]) -> pl.DataFrame:
    return rows.group_by(KEY).agg(pl.col(word).sum() for word in words).collect(engine="streaming")


def _runs(rows: pl.LazyFrame, words: Sequence[str]) -> pl.DataFrame:
    """The runs of equal keys that are not null, in their order, with the sums of each."""
    key = pl.col(KEY)
    # The last row has nothing behind it: an end, unless its key is null, and then nobody's.
    last = key.ne_missing(key.shift(-1)).alias("last")
    ends = rows.select(key, *(pl.col(word).cum_sum() for word in words), last).filter("last")
    sums = ends.select(key, *(pl.col(word) - pl.col(word).shift(1, fill_value=0) for word in words))
    return sums.filter(key.is_not_null()).collect(engine="streaming")


def _added(rising: pl.DataFrame, others: pl.DataFrame, words: Sequence[str]) -> pl.DataFrame:
    """The sums of both; the keys of the one rise."""
    others = others.sort(KEY)
    if not others.height or not rising.height:
        return rising if rising.height else others
    places = rising[KEY].search_sorted(others[KEY]).clip(upper_bound=rising.height - 1)
    known = rising[KEY].gather(places) == others[KEY]
    places, more = places.filter(known), others.filter(known)
    added = (rising[word].clone().scatter(places, rising[word].gather(places) + more[word]) for word in words)
    return pl.concat([rising.select(KEY).with_columns(*added), others.filter(~known)])
