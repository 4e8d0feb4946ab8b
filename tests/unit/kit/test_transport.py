"""Which addresses are reached without protection, and who may say that this is fine."""

import pytest

from tessera.kit.transport import is_exposed, is_local

ROOT = "sslrootcert=/etc/ssl/ca.pem"


@pytest.mark.parametrize(
    ("url", "exposed"),
    [
        ("postgresql://app@db/tessera", True),
        ("postgresql://app@db/tessera?sslmode=require", True),
        (f"postgresql://app@db/tessera?sslmode=verify-ca&{ROOT}", True),
        (f"postgresql://app@db/tessera?sslmode=verify-full&{ROOT}", False),
        ("postgresql://app@db/tessera?sslmode=verify-full&sslmode=disable", True),
        ("postgresql://app@/tessera?host=/run/postgresql", False),
        ("postgresql://app@127.0.0.1/tessera", False),
        ("postgresql://app@127.0.0.1:1,db2:2/tessera?target_session_attrs=read-write", True),
        (f"postgresql://app@db1,db2/tessera?sslmode=verify-full&{ROOT}", False),
        ("postgresql://app@/tessera?host=/run/a,/run/b", False),
        ("postgresql://app@/tessera?host=/run/a,db2", True),
        ("valkey://:word@[::1]:1,cache:2", True),
        ("valkey://:word@[::1]:1,127.0.0.1:2", False),
        ("", False),
        ("valkey://cache:6379", True),
        ("rediss://cache:6379", False),
        ("rediss://cache:6379?ssl_cert_reqs=none", True),
        ("rediss://cache:6379?ssl_check_hostname=False", True),
        ("unix:///run/valkey.sock", False),
        ("valkey://[::1]:6379", False),
    ],
)
def test_line_is_safe_where_the_other_end_proves_its_name(url: str, exposed: bool) -> None:
    """Encrypted to nobody in particular is not enough."""
    assert is_exposed(url) is exposed


def test_host_whose_network_is_encrypted_may_be_named() -> None:
    """That host, and no other."""
    assert not is_exposed("valkey://cache:6379", ("cache",))
    assert is_exposed("valkey://cache2:6379", ("cache",))


@pytest.mark.parametrize("host", ["localhost.evil.test", "10.0.0.1", "0.0.0.0", "db"])  # noqa: S104
def test_other_machines_are_not_local(host: str) -> None:
    """Only loopback and sockets are."""
    assert not is_local(host)
