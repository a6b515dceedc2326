"""How often somebody may ask within a time, counted for all workers in one small table.

The table is unlogged (a crash forgets the counts and nothing else) and holds no personal data: who asks is kept as an
HMAC under the node's secret.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.crypto import salted_hmac

from minben.ledger import raw_cursor

_HIT = """
INSERT INTO people_rate (key, since, hits)
VALUES (%(key)s, date_bin(make_interval(secs => %(seconds)s), clock_timestamp(), 'epoch'), 1)
ON CONFLICT (key) DO UPDATE SET
  hits = CASE WHEN people_rate.since = excluded.since THEN people_rate.hits + 1 ELSE 1 END,
  since = excluded.since
RETURNING hits
"""
_TIDY = """
DELETE FROM people_rate WHERE key IN (
  SELECT key FROM people_rate WHERE since < clock_timestamp() - interval '1 day' LIMIT 50
  FOR UPDATE SKIP LOCKED)
"""


def cache_key(key: str, prefix: str, version: int) -> str:
    """A key of the shared cache without what it says: Django's own would show addresses of visitors."""
    return salted_hmac("minben.people.cache", f"{prefix}:{version}:{key}", algorithm="sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``times`` of ``what`` within ``seconds``.

    >>> Limit("search", times=60, seconds=60)
    Limit(what='search', times=60, seconds=60)
    """

    what: str
    times: int
    seconds: int = 60

    def allows(self, who: str) -> bool:
        """Count one more for ``who`` (an address, an account) and say whether it is still within the limit."""
        key = salted_hmac("minben.people.limits", f"{self.what}\n{who}", algorithm="sha256").digest()
        with raw_cursor() as cursor:
            cursor.execute(_HIT, {"key": key, "seconds": self.seconds})
            ((hits,),) = cursor.fetchall()
            if hits == 1:
                cursor.execute(_TIDY)
        return bool(hits <= self.times)
