"""Drafts of forms: one's own, bounded, gone when they are discarded."""

from tessera.console.drafts.keep import DRAFTS_MAX
from tessera.operations.clean import clean
from tests.fixtures.inside import Inside

FORM = "/organizer/titles/7"


async def test_draft_is_kept_for_its_person_until_it_is_discarded(inside: Inside) -> None:
    """The last one counts; nobody else has it; proofs of forms are no part of it."""
    ann, ben = [await inside.person(name) for name in ("ann", "ben")]
    fields = {"name": ["Dune"], "genres": ["a", "b"], "csrf_token": ["secret"]}
    async with inside.by(ann) as client, inside.by(ben) as other:
        for name in ("Old", "Dune"):
            sent = {"form": FORM, "fields": fields | {"name": [name]}}
            kept = await client.put("/me/form-drafts", json=sent)
        found = await client.get("/me/form-drafts", params={"form": FORM})
        strange = await other.get("/me/form-drafts", params={"form": FORM})
        gone = await client.delete("/me/form-drafts", params={"form": FORM})
        after = await client.get("/me/form-drafts", params={"form": FORM})

    assert (kept.status_code, gone.status_code) == (204, 204)
    assert found.json()["fields"] == {"name": ["Dune"], "genres": ["a", "b"]}
    assert (strange.json()["fields"], after.json()["fields"]) == (None, None)


async def test_drafts_are_bounded_in_size_number_and_time(inside: Inside) -> None:
    """A flood of one person keeps their newest ones; a month later none."""
    ann = await inside.person("ann")
    pool = inside.services.db.pool
    async with inside.by(ann) as client:
        for n in range(DRAFTS_MAX + 3):
            await client.put("/me/form-drafts", json={"form": f"/f/{n}", "fields": {"a": ["b"]}})
        large = {"form": FORM, "fields": {f"f{n}": ["x" * 19_000] for n in range(4)}}
        refused = await client.put("/me/form-drafts", json=large)
    kept = await pool.fetchval("SELECT count(*) FROM form_drafts")
    await pool.execute("UPDATE form_drafts SET saved_at = saved_at - interval '31 days'")
    await clean(inside.services.db)

    assert (kept, refused.status_code) == (DRAFTS_MAX, 422)
    assert await pool.fetchval("SELECT count(*) FROM form_drafts") == 0
