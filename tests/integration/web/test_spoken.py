"""Pages say in the reader's language what programs are told in English."""

import re

import httpx
import pytest

from tests.fixtures.inside import Inside


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", ["ist keine E-Mail-Adresse", "Im Moment werden keine weiteren E-Mails gesendet."]),
        ("hi", ["ई-मेल पता नहीं है", "अभी और मेल नहीं भेजी जाएँगी।"]),
    ],
)
async def test_page_says_in_ones_own_language_what_is_wrong(
    inside: Inside, language: str, words: list[str]
) -> None:
    """A field that is wrong, and a refusal; REST stays English."""
    transport, asked = httpx.ASGITransport(app=inside.shell), {"email": "ann@people.test"}
    headers = {"accept": "text/html", "accept-language": language}
    async with httpx.AsyncClient(transport=transport, base_url="http://tessera.test") as browser:
        page = (await browser.get("/register", headers=headers)).text
        token = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
        token.pop("form_key")
        wrong = await browser.post("/register", data=token | {"email": "no"}, headers=headers)
        for _ in range(5):
            await browser.post("/register", data=token | asked, headers=headers)
        refused = await browser.post("/register", data=token | asked, headers=headers)
        rest = await browser.post("/api/v1/auth/registrations", json=asked, headers=headers)

    assert (wrong.status_code, refused.status_code) == (422, 429)
    assert [words[0] in wrong.text, words[1] in refused.text] == [True, True]
    assert rest.json()["detail"].startswith("No more codes are sent")
