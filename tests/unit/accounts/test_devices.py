"""What a browser says it is."""

import pytest

from tessera.accounts.devices.rules import browser_words

WEBKIT = "AppleWebKit/605.1.15 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:140) Gecko/1 Firefox/140",
            ("Firefox", "Linux"),
        ),
        (f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/142 Safari/537", ("Chrome", "Windows")),
        (f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/142 Edg/142", ("Edge", "Windows")),
        (f"Mozilla/5.0 (iPhone; CPU like Mac OS X) {WEBKIT} Safari/604", ("Safari", "iPhone")),
        (f"Mozilla/5.0 (Linux; Android 16) {WEBKIT} Chrome/142", ("Chrome", "Android")),
        ("python-httpx/0.28.1", ("Python", "")),
        ("<script>", ("", "")),
    ],
)
def test_browser_is_told_in_words(agent: str, words: tuple[str, str]) -> None:
    """Whatever else it claims to be; an unknown one is not guessed at."""
    assert browser_words(agent) == words
