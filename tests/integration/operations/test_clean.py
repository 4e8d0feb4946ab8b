"""What has served its time goes, in portions; what has not stays."""

import pytest

from tessera.operations import clean as cleaning
from tessera.operations.clean import clean
from tessera.services import Services

KEYS = """
INSERT INTO idempotency_keys (key, fingerprint, status, body, money, created_at)
SELECT decode(lpad(to_hex($1::int * 1000 + n), 8, '0'), 'hex'), '', 200, '', $2,
    tessera_now() - $3::text::interval
FROM generate_series(1, 3) AS n
"""


async def test_keys_about_money_stay_for_thirty_days_others_for_one(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """api.md: 24 hours, 30 days for money; also where a portion is smaller than what is due."""
    monkeypatch.setattr(cleaning, "PORTION", 2)
    ages = ((True, "29 days"), (True, "31 days"), (False, "23 hours"), (False, "25 hours"))
    for n, (money, age) in enumerate(ages):
        await services.db.pool.execute(KEYS, n, money, age)

    gone = await clean(services.db)

    left = await services.db.pool.fetch(
        "SELECT money, count(*) AS n FROM idempotency_keys GROUP BY 1 ORDER BY 1"
    )
    assert (gone["short_keys"], gone["keys"]) == (3, 3)
    assert [tuple(row) for row in left] == [(False, 3), (True, 3)]
