"""Second factors: what is asked for, what is taken, and how often it is looked at."""

import asyncio
from collections import Counter

import pytest

from tessera.accounts.enter import enter, open_session
from tessera.accounts.factors.challenges import challenge_of
from tessera.accounts.factors.mail_code import send_code
from tessera.accounts.factors.model import (
    Challenge,
    Challenged,
    Entered,
    How,
    Method,
    Proof,
    Purpose,
)
from tessera.accounts.factors.prove import prove
from tessera.accounts.factors.switch import forget_factors, state_of, switch_off
from tessera.accounts.model import SessionKind
from tessera.kit.database import Tx
from tessera.kit.errors import Refused
from tessera.operations.queues import drain
from tessera.services import Services, Workshop
from tests.fixtures.factors import (
    EMAIL,
    NOBODY,
    PROGRAM,
    ann,
    app_code,
    challenged,
    newest_code,
    with_app,
    with_mail,
)
from tests.integration.messages.test_confirm import Mailbox

WRONG = "000000"


async def tried(
    services: Services, challenge: Challenge, code: str, *, by: Method = Method.TOTP
) -> str:
    """What came of a proof: `in`, or the code of the refusal."""

    async def act(tx: Tx) -> Entered:
        assert challenge.account_id is not None
        return await open_session(tx, services, challenge.account_id, visit=PROGRAM, proved=True)

    try:
        proof = Proof(method=by, code=code)
        entered = await prove(services, challenge, act, proof=proof, who=NOBODY)
    except Refused as refused:
        return refused.code
    assert entered.pair is not None
    person = await services.people.identify(entered.pair.access_token, SessionKind.ACCESS)
    return "in" if person else "nobody"


@pytest.mark.parametrize("how", [how for how in How if how is not How.PASSKEY])
async def test_no_way_in_goes_around_a_second_factor(services: Services, how: How) -> None:
    """Password, mailed code, Google, GitHub: each is asked for the app, and has no session."""
    account_id = await ann(services)
    before = await services.db.pool.fetchval("SELECT count(*) FROM sessions")
    await with_app(services, account_id)

    async with services.db.transaction() as tx:
        asked = await enter(tx, services, account_id, how=how, visit=PROGRAM)

    assert isinstance(asked, Challenged)
    assert asked.methods == (Method.TOTP, Method.RECOVERY)
    assert await services.db.pool.fetchval("SELECT count(*) FROM sessions") == before


async def test_passkey_proves_both_factors_and_a_plain_account_needs_none(
    services: Services,
) -> None:
    """Who unlocked their device is asked for nothing else."""
    account_id = await ann(services)
    async with services.db.transaction() as tx:
        plain = await enter(tx, services, account_id, how=How.PASSWORD, visit=PROGRAM)
    await with_app(services, account_id)
    async with services.db.transaction() as tx:
        keyed = await enter(tx, services, account_id, how=How.PASSKEY, visit=PROGRAM)

    assert isinstance(plain, Entered)
    assert isinstance(keyed, Entered)


async def test_blocked_account_has_no_way_in(services: Services) -> None:
    """The door itself looks, whoever knocks."""
    account_id = await ann(services)
    await services.db.pool.execute("UPDATE accounts SET status = 'blocked'")

    async with services.db.transaction() as tx:
        with pytest.raises(Refused, match="invalid_credentials"):
            await enter(tx, services, account_id, how=How.GOOGLE, visit=PROGRAM)


async def test_code_of_an_app_is_taken_once_and_none_before_it(services: Services) -> None:
    """The same code again, or one of an earlier step, opens nothing; the next step's does."""
    account_id = await ann(services)
    secret, _ = await with_app(services, account_id)
    codes = [app_code(services, secret, steps=n) for n in (-1, 0, 0, -1, 1)]

    outcomes = [
        await tried(services, await challenged(services, account_id), code) for code in codes
    ]

    assert outcomes == ["wrong_code", "in", "wrong_code", "wrong_code", "in"]


async def test_two_hundred_wrong_codes_at_once_are_five_looks(services: Services) -> None:
    """Acceptance 14: the sixth try is not looked at, and the right code comes too late then."""
    account_id = await ann(services)
    secret, _ = await with_app(services, account_id)
    challenge = await challenged(services, account_id)

    outcomes = await asyncio.gather(*(tried(services, challenge, f"{n:06}") for n in range(200)))
    late = await tried(services, challenge, app_code(services, secret))

    assert Counter(outcomes) == {"wrong_code": 5, "challenge_over": 195}
    assert late == "challenge_over"


async def test_right_answer_twice_at_once_opens_one_session(services: Services) -> None:
    """The challenge is used up by the first, whoever is first."""
    account_id = await ann(services)
    secret, _ = await with_app(services, account_id)
    challenge = await challenged(services, account_id)
    code = app_code(services, secret)

    outcomes = await asyncio.gather(*(tried(services, challenge, code) for _ in range(4)))

    assert sorted(outcomes) == ["challenge_over"] * 3 + ["in"]


async def test_guessing_through_many_challenges_ends_and_recovery_still_opens(
    services: Services,
) -> None:
    """Twenty wrong codes a day, whatever the number of sign-ins; who cannot guess is let in."""
    account_id = await ann(services)
    _, recovery = await with_app(services, account_id)
    for _ in range(4):
        challenge = await challenged(services, account_id)
        for _ in range(5):
            assert await tried(services, challenge, WRONG) == "wrong_code"

    fresh = await challenged(services, account_id)

    assert await tried(services, fresh, WRONG) == "too_many_tries"
    assert await tried(services, fresh, recovery[0], by=Method.RECOVERY) == "in"


async def test_recovery_code_opens_once_however_it_is_typed(services: Services) -> None:
    """Small letters and blanks are forgiven, a second use is not."""
    account_id = await ann(services)
    _, codes = await with_app(services, account_id)
    typed = codes[3].lower().replace("-", " ")

    first = await tried(services, await challenged(services, account_id), typed, by=Method.RECOVERY)
    second = await tried(
        services, await challenged(services, account_id), codes[3], by=Method.RECOVERY
    )

    assert (len(set(codes)), first, second) == (10, "in", "wrong_code")
    async with services.db.transaction() as tx:
        assert (await state_of(tx, account_id)).recovery_codes_left == 9


async def test_mailed_code_opens_and_the_one_before_it_does_not(services: Services) -> None:
    """Asking again voids what was mailed first; after three mails there are no more."""
    account_id = await ann(services)
    await with_mail(services, account_id)
    challenge = await challenged(services, account_id)
    first = await newest_code(services)
    async with services.db.transaction() as tx:
        await send_code(tx, challenge)
        await send_code(tx, challenge)
        challenge = await again(tx, challenge)
        with pytest.raises(Refused, match="too_many_mails"):
            await send_code(tx, challenge)

    assert await tried(services, challenge, first, by=Method.EMAIL) == "wrong_code"
    assert await tried(services, challenge, await newest_code(services), by=Method.EMAIL) == "in"


async def again(tx: Tx, challenge: Challenge) -> Challenge:
    """The challenge as it stands now."""
    hashed = await tx.fetch_one("SELECT mails FROM challenges WHERE id = $1", challenge.id)
    assert hashed is not None
    return Challenge(**{**_fields(challenge), "mails": hashed["mails"]})


def _fields(challenge: Challenge) -> dict[str, object]:
    return {name: getattr(challenge, name) for name in challenge.__struct_fields__}


async def test_mail_brings_the_code_that_the_database_does_not_know(services: Services) -> None:
    """The job knows which challenge, and the mail alone the code; an old job mails nothing."""
    account_id = await ann(services)
    await with_mail(services, account_id)
    await services.db.pool.execute("DELETE FROM pgqueuer")
    challenge = await challenged(services, account_id)
    async with services.db.transaction() as tx:
        await send_code(tx, challenge)
    mailbox = Mailbox()

    await drain(Workshop(services, mailbox))

    [mail] = mailbox.mails
    code = await newest_code(services)
    assert mail["To"] == EMAIL
    assert code in mail.as_string()
    assert code not in mail["Subject"]


async def test_code_dies_with_its_ten_minutes(services: Services) -> None:
    """A challenge that has run out is over, whatever answers it."""
    account_id = await ann(services)
    secret, _ = await with_app(services, account_id)
    challenge = await challenged(services, account_id)
    await services.db.pool.execute("UPDATE challenges SET expires_at = tessera_now()")

    outcome = await tried(services, challenge, app_code(services, secret))

    assert outcome == "challenge_over"
    async with services.db.transaction() as tx:
        with pytest.raises(Refused, match="challenge_over"):
            await challenge_of(tx, "no such secret", Purpose.SIGN_IN)


async def test_last_factor_takes_the_recovery_codes_with_it(services: Services) -> None:
    """Codes alone are no factor: nothing is asked for any more, and they are gone."""
    account_id = await ann(services)
    await with_app(services, account_id)
    more = await with_mail(services, account_id)
    async with services.db.transaction() as tx:
        await switch_off(tx, account_id, Method.TOTP, who=NOBODY)
        one_left = await state_of(tx, account_id)
        await switch_off(tx, account_id, Method.EMAIL, who=NOBODY)
        none_left = await state_of(tx, account_id)

    assert more == ()
    assert (one_left.methods, one_left.recovery_codes_left) == ((Method.EMAIL, Method.RECOVERY), 10)
    assert (none_left.methods, none_left.recovery_codes_left) == ((), 0)


async def test_nothing_in_the_database_opens_an_account(services: Services) -> None:
    """Who reads every row finds no secret of an app, no recovery code, no mailed code."""
    account_id = await ann(services)
    secret, recovery = await with_app(services, account_id)
    await with_mail(services, account_id)
    challenge = await challenged(services, account_id)
    async with services.db.transaction() as tx:
        await send_code(tx, challenge)
    tables = await services.db.pool.fetch(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    )
    parts = [f"SELECT t::text AS line FROM {row['tablename']} AS t" for row in tables]
    lines = [r["line"] for r in await services.db.pool.fetch(" UNION ALL ".join(parts))]

    plain = [secret, *recovery, *(code.replace("-", "") for code in recovery)]
    # Six digits in plain may be part of an instant by chance; binary columns are written in hex.
    binary = [text.encode().hex() for text in (*plain, await newest_code(services))]
    assert any(EMAIL in line for line in lines)
    assert [line for line in lines for text in plain + binary if text in line] == []


async def test_owner_hears_of_five_wrong_codes(services: Services) -> None:
    """Whoever has the password but not the telephone is told of to whom it belongs."""
    account_id = await ann(services)
    await with_app(services, account_id)
    await services.db.pool.execute("DELETE FROM pgqueuer")
    challenge = await challenged(services, account_id)
    for _ in range(5):
        await tried(services, challenge, WRONG)
    mailbox = Mailbox()

    await drain(Workshop(services, mailbox))

    [mail] = mailbox.mails
    assert "five wrong codes" in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]


async def test_lost_factors_are_forgotten_and_the_log_says_why(services: Services) -> None:
    """Afterwards the password alone opens the account again; a half-done sign-in is over."""
    account_id = await ann(services)
    secret, _ = await with_app(services, account_id)
    challenge = await challenged(services, account_id)
    async with services.db.transaction() as tx:
        await forget_factors(tx, account_id, who=NOBODY, reason="lost in the sea")
        with pytest.raises(Refused, match="factor_off"):
            await forget_factors(tx, account_id, who=NOBODY, reason="again")
    late = await tried(services, challenge, app_code(services, secret))
    async with services.db.transaction() as tx:
        plain = await enter(tx, services, account_id, how=How.PASSWORD, visit=PROGRAM)

    why = "SELECT reason FROM audit_log WHERE action = 'account.factors_forgotten'"
    assert late == "method_not_offered"
    assert isinstance(plain, Entered)
    assert await services.db.pool.fetchval(why) == "lost in the sea"
