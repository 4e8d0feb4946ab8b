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


EVENTS = """
INSERT INTO provider_events (provider, organization_id, event_id, type, about, body, state,
    received_at, ended_at)
SELECT 'stripe', 1, $1 || n, 'x', 'other', '', $1, tessera_now() - $2::text::interval,
    CASE WHEN $1 <> 'received' THEN tessera_now() END
FROM generate_series(1, 3) AS n
"""


async def test_events_of_providers_go_after_ninety_days_unless_they_still_wait(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What nobody has acted upon yet stays, however old."""
    monkeypatch.setattr(cleaning, "PORTION", 2)
    for state, age in (("done", "91 days"), ("ignored", "89 days"), ("received", "91 days")):
        await services.db.pool.execute(EVENTS, state, age)

    gone = await clean(services.db)

    left = await services.db.pool.fetch("SELECT DISTINCT state FROM provider_events ORDER BY 1")
    assert gone["provider_events"] == 3
    assert [row["state"] for row in left] == ["ignored", "received"]
