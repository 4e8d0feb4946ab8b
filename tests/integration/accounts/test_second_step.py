"""Second factors over HTTP: programs, browsers without JavaScript, and stepping up."""

import html
import re

import httpx

from tests.fixtures.entrance import Entrance, Someone
from tests.fixtures.factors import (
    app_code,
    newest_code,
    sign_in,
    with_app,
    with_mail,
)
from tests.fixtures.house import OWNER, PASSWORD
from tests.fixtures.people import by_page, send

API = "/api/v1"


async def test_program_signs_in_with_its_second_factor(
    entrance: Entrance, someone: Someone, program: httpx.AsyncClient
) -> None:
    """202 names what is asked for; a wrong code says how many tries are left; then it is over."""
    secret, _ = await with_app(entrance.services, someone.id)

    asked = await sign_in(program, someone.email)
    proof = {"challenge": asked.json()["challenge"], "method": "totp"}
    path = f"{API}/auth/second-factor"
    wrong = await program.post(path, json=proof | {"code": "000000"})
    not_offered = await program.post(path, json=proof | {"method": "email", "code": "000000"})
    right = await program.post(path, json=proof | {"code": app_code(entrance.services, secret)})
    used = await program.post(
        path, json=proof | {"code": app_code(entrance.services, secret, steps=1)}
    )
    me = await program.get(
        f"{API}/me", headers={"Authorization": f"Bearer {right.json()['access_token']}"}
    )

    assert (asked.status_code, asked.json()["second_factor"]) == (202, ["totp", "recovery"])
    assert (wrong.status_code, wrong.json()["tries_left"]) == (403, 4)
    assert not_offered.json()["code"] == "method_not_offered"
    assert (right.status_code, me.status_code) == (200, 200)
    assert (used.status_code, used.json()["code"]) == (410, "challenge_over")


async def test_program_is_mailed_a_code(
    entrance: Entrance, someone: Someone, program: httpx.AsyncClient
) -> None:
    """The first one comes by itself, the next on demand."""
    await with_mail(entrance.services, someone.id)
    challenge = (await sign_in(program, someone.email)).json()["challenge"]
    first = await newest_code(entrance.services)

    sent = await program.post(f"{API}/auth/second-factor/mail", json={"challenge": challenge})
    proof = {"challenge": challenge, "method": "email"}
    path = f"{API}/auth/second-factor"
    old = await program.post(path, json=proof | {"code": first})
    new = await program.post(path, json=proof | {"code": await newest_code(entrance.services)})

    assert [sent.status_code, old.status_code, new.status_code] == [202, 403, 200]


async def test_browser_signs_in_by_recovery_code_and_goes_where_it_wanted(
    someone: Someone, entrance: Entrance
) -> None:
    """The way leads over the second step; without the cookie of the first there is none."""
    _, recovery = await with_app(entrance.services, someone.id)
    async with by_page(entrance.server) as browser:
        person = {"email": someone.email, "password": PASSWORD, "next": "/my/orders"}
        step = await send(browser, "/sign-in", person, at="/sign-in")
        other = f"{step.url.path}?{step.url.query.decode()}&method=recovery"
        given = {"method": "recovery", "next": "/my/orders"}
        wrong = await send(browser, "/sign-in/second", given | {"code": "NO-NE"}, at=other)
        came = await send(browser, "/sign-in/second", given | {"code": recovery[0]}, at=other)
    async with by_page(entrance.server) as stranger:
        lost = await stranger.get("/sign-in/second?next=/my/orders")

    assert step.url.path == "/sign-in/second"
    assert (wrong.status_code, "That is not the code" in wrong.text) == (403, True)
    assert (came.status_code, came.url.path) == (200, "/my/orders")
    assert "Ann Buyer" in came.text
    assert lost.url.path == "/sign-in"


async def test_dangerous_call_asks_for_a_factor_that_was_shown_lately(
    entrance: Entrance, program: httpx.AsyncClient
) -> None:
    """Signed in is not enough; a mailed code is; minutes later it has to be shown again."""
    await sign_in(program, OWNER)
    path = f"{API}/organizations/1/members"
    body = {"email": OWNER, "role": "owner"}

    before = await program.put(path, json=body)
    ways = (await program.get(f"{API}/auth/step-up")).json()
    await program.post(f"{API}/auth/step-up/mail")
    proof = {"method": "email", "code": await newest_code(entrance.services)}
    proved = await program.post(f"{API}/auth/step-up", json=proof)
    after = await program.put(path, json=body)
    await entrance.services.db.pool.execute(
        "UPDATE sessions SET proved_at = proved_at - interval '601 s'"
    )
    then = await program.put(path, json=body)

    assert (before.status_code, before.json()["code"]) == (403, "step_up_required")
    assert ways == {"fresh_until": None, "methods": ["email"]}
    assert (proved.status_code, after.status_code) == (200, 200)
    assert then.json()["code"] == "step_up_required"


async def test_renewed_tokens_are_as_fresh_as_those_before_them(
    entrance: Entrance, someone: Someone, program: httpx.AsyncClient
) -> None:
    """The proof belongs to the sign-in; another sign-in has none of it."""
    first = (await sign_in(program, someone.email)).json()
    await program.post(f"{API}/auth/step-up/mail")
    proof = {"method": "email", "code": await newest_code(entrance.services)}
    until = (await program.post(f"{API}/auth/step-up", json=proof)).json()["fresh_until"]

    token = {"refresh_token": first["refresh_token"]}
    renewed = (await program.post(f"{API}/auth/refresh", json=token)).json()["access_token"]
    program.headers["Authorization"] = f"Bearer {renewed}"
    kept = (await program.get(f"{API}/auth/step-up")).json()["fresh_until"]
    await sign_in(program, someone.email)
    other = (await program.get(f"{API}/auth/step-up")).json()["fresh_until"]

    assert (kept, other) == (until, None)


async def test_five_wrong_codes_bar_stepping_up_for_a_while(
    entrance: Entrance, someone: Someone, program: httpx.AsyncClient
) -> None:
    """A stolen session guesses five times in ten minutes, not more; asking again opens nothing."""
    await sign_in(program, someone.email)
    await program.post(f"{API}/auth/step-up/mail")
    code = await newest_code(entrance.services)
    wrong = f"{(int(code) + 1) % 10**6:06}"

    path = f"{API}/auth/step-up"
    tries = [await program.post(path, json={"method": "email", "code": wrong}) for _ in range(5)]
    late = await program.post(path, json={"method": "email", "code": code})
    again = await program.post(f"{path}/mail")

    assert [answer.status_code for answer in tries] == [403] * 5
    assert (late.status_code, late.json()["code"]) == (429, "too_many_tries")
    assert 0 < int(late.headers["retry-after"]) <= 600
    assert again.status_code == 429


async def test_browser_confirms_and_is_led_back(entrance: Entrance) -> None:
    """A form that is dangerous leads to /confirm, which mails a code and leads back to the form."""
    here = "/organizer/organizations/1/payments"
    keys = {"secret_key": "sk_test_x", "publishable_key": "pk_test_x", "webhook_secret": "whsec_x"}
    keys = {f"stripe-{name}": key for name, key in keys.items()}
    async with by_page(entrance.server, OWNER) as browser:
        browser.headers["Referer"] = f"{entrance.server.url}{here}"
        asked = await send(browser, f"{here}/stripe/keys", keys, at=here)
        at, back = str(asked.url), asked.url.params["next"]
        await send(browser, "/confirm/mail", {"next": back}, at=at)
        form = {"method": "email", "code": await newest_code(entrance.services), "next": back}
        led = await send(browser, "/confirm", form, at=at)
        done = await send(browser, f"{here}/stripe/keys", keys, at=here)

    assert (asked.url.path, back) == ("/confirm", here)
    assert led.url.path == here
    assert done.url.path == here
    assert "step_up" not in done.text


async def test_app_is_set_up_and_switched_off_by_forms(
    someone: Someone, entrance: Entrance
) -> None:
    """Password, QR code, a code of the app, ten recovery codes; then off again by password."""
    here = "/account/security"
    password = {"password": PASSWORD}
    async with by_page(entrance.server, someone.email) as browser:
        wrong = await send(browser, f"{here}/totp", {"password": "not-this-one"}, at=here)
        setting = await send(browser, f"{here}/totp", password, at=here)
        [uri] = re.findall(r'href="(otpauth://[^"]+)"', setting.text)
        secret = httpx.URL(html.unescape(uri)).params["secret"]
        code = {"code": app_code(entrance.services, secret)}
        codes = await send(browser, f"{here}/totp/confirmation", code, at=f"{here}/totp")
        on = await browser.get(here)
        asked = await send(browser, f"{here}/totp/removal", password, at=here)

    assert "That is not your password" in wrong.text
    assert 'src="data:image/svg+xml' in setting.text
    assert len(re.findall(r"<li><code>[0-9A-Z-]{27}</code>", codes.text)) == 10
    assert codes.headers["cache-control"] == "no-store"
    assert "Switch the app off" in on.text
    assert asked.url.path == "/confirm"


async def test_factor_is_switched_off_once_however_often_it_is_sent(
    entrance: Entrance, someone: Someone, program: httpx.AsyncClient
) -> None:
    """A repeat with the same key has the same answer and no second effect; then it is off."""
    await sign_in(program, someone.email)
    for method in ("totp", "email"):
        await (with_app if method == "totp" else with_mail)(entrance.services, someone.id)
        await entrance.services.db.pool.execute("UPDATE sessions SET proved_at = tessera_now()")
        path = f"{API}/me/factors/{method}/removal"
        key = {"Idempotency-Key": f"off {method}"}
        body = {"password": PASSWORD}
        first = await program.post(path, json=body, headers=key)
        second = await program.post(path, json=body, headers=key)
        other = await program.post(path, json=body)
        lines = (
            "SELECT count(*) FROM audit_log WHERE action = 'account.factor_off' AND subject_id = $1"
        )

        assert (first.status_code, second.status_code, other.status_code) == (204, 204, 409)
        assert second.headers["idempotent-replayed"] == "true"
        assert await entrance.services.db.pool.fetchval(lines, str(someone.id)) == (
            1 if method == "totp" else 2
        )


async def test_factor_is_switched_on_by_program_with_password_and_proof(
    entrance: Entrance, someone: Someone, program: httpx.AsyncClient
) -> None:
    """Codes by mail need a proof that mail arrives; a wrong password switches nothing."""
    await sign_in(program, someone.email)
    path, right = f"{API}/me/factors", {"password": PASSWORD}
    unproven = await program.post(f"{path}/email", json=right)
    await program.post(f"{API}/auth/step-up/mail")
    proof = {"method": "email", "code": await newest_code(entrance.services)}
    await program.post(f"{API}/auth/step-up", json=proof)
    wrong = await program.post(f"{path}/email", json={"password": "not-this-one"})
    on = await program.post(f"{path}/email", json=right)
    begun = await program.post(f"{path}/totp", json=right)
    code = app_code(entrance.services, begun.json()["secret"])
    added = await program.post(f"{path}/totp/confirmation", json={"code": code})
    state = (await program.get(path)).json()

    assert (unproven.status_code, wrong.status_code) == (403, 422)
    assert (on.status_code, len(on.json()["recovery_codes"])) == (200, 10)
    assert (begun.status_code, added.json()) == (201, {"recovery_codes": []})
    assert state["methods"] == ["totp", "email", "recovery"]
