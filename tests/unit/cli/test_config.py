"""`tessera config` shows everything but secrets."""

from tessera.cli.config import MASK, lines
from tessera.settings import Settings


def test_secrets_and_passwords_are_masked() -> None:
    """No secret and no password in an address reaches the screen; the rest does."""
    settings = Settings(
        secret="very-secret-text" * 2,
        gateway_webhook_secret="another",
        database_url="postgresql://user:pass@host/db",
        valkey_url="redis://:pass@host",
    )

    shown = "\n".join(lines(settings))

    assert "secret-text" not in shown
    assert "another" not in shown
    assert "pass@" not in shown
    assert f"TESSERA_DATABASE_URL=postgresql://user:{MASK}@host/db" in shown


def test_every_setting_has_a_line() -> None:
    """What can be set can be seen, lists as they are written in a variable."""
    shown = lines(Settings(trusted_proxies=("10.0.0.0/8", "::1/128")))

    assert len(shown) == len(Settings.__struct_fields__)
    assert "TESSERA_TRUSTED_PROXIES=10.0.0.0/8,::1/128" in shown
