"""Mails: nothing that somebody typed becomes a header or another receiver."""

import pytest

from tessera.kit.mail import Mail, compose

FORGED = "ann@buyers.test\r\nBcc: everybody@buyers.test"
PLAIN = Mail("cause", "ann@buyers.test", "Hello", "text", "<p>text</p>")


@pytest.mark.parametrize(
    "forged", [PLAIN._replace(recipient=FORGED), PLAIN._replace(subject=FORGED)]
)
def test_line_break_in_a_header_sends_no_mail(forged: Mail) -> None:
    """It is refused before anything leaves."""
    with pytest.raises(ValueError, match=r"linefeed|newline|carriage"):
        compose(forged, sender="us@tessera.test", domain="tessera.test")


def test_line_break_in_the_text_is_text() -> None:
    """The other side of the test above."""
    mail = compose(PLAIN._replace(text=FORGED), sender="us@tessera.test", domain="tessera.test")

    assert mail["Bcc"] is None
    assert mail["To"] == "ann@buyers.test"
