"""Settings: every problem at once, each under the name of its variable."""

from pathlib import Path

import pytest

from tessera.kit.errors import Invalid
from tessera.settings import load


def test_every_problem_is_told_at_once() -> None:
    """An engineer corrects them all in one go."""
    with pytest.raises(Invalid) as refused:
        load({"TESSERA_PORT": "0", "TESSERA_WORKERS": "many", "TESSERA_PROT": "1", "HOME": "/"})

    named = {problem.path for problem in refused.value.problems}
    assert named == {"TESSERA_PORT", "TESSERA_WORKERS", "TESSERA_PROT"}


def test_addresses_and_networks_that_cannot_be_are_told_together() -> None:
    """What each value is fine by itself for, and still cannot work."""
    with pytest.raises(Invalid) as refused:
        load(
            {
                "TESSERA_BASE_URL": "ftp://here",
                "TESSERA_DATABASE_URL": "mysql://there",
                "TESSERA_VALKEY_URL": "http://there",
                "TESSERA_TRUSTED_PROXIES": "10.0.0.0/8, nowhere",
            }
        )

    named = {problem.path for problem in refused.value.problems}
    assert named == {
        "TESSERA_BASE_URL",
        "TESSERA_DATABASE_URL",
        "TESSERA_VALKEY_URL",
        "TESSERA_TRUSTED_PROXIES",
    }


def test_secret_is_made_once_and_kept(tmp_path: Path) -> None:
    """Without one in the environment, the same is found again at the next start."""
    environment = {"TESSERA_VAR_DIR": str(tmp_path)}

    first, second = load(environment), load(environment)

    assert len(first.secret) >= 32
    assert first.secret == second.secret


SAFE = {
    "TESSERA_ENVIRONMENT": "production",
    "TESSERA_BASE_URL": "https://tickets.test",
    "TESSERA_SECRET": "hV8c2n0QW-x4Zr7LtY1sKdE3mPaUoJ6fBg9TiNvCqXw",
    "TESSERA_MAIL_URL": "smtps://post.test",
    "TESSERA_PAYMENT_PROVIDERS": "",
    "TESSERA_DATABASE_URL": "postgresql://app@db/x?sslmode=verify-full&sslrootcert=/ca.pem",
    "TESSERA_VALKEY_URL": "rediss://cache",
}


def test_production_starts_with_what_is_safe() -> None:
    """The other side of the tests below."""
    assert load(SAFE).environment == "production"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("TESSERA_SECRET", ""),
        ("TESSERA_SECRET", "secret-secret-secret-secret-secret-1234567890"),
        ("TESSERA_SECRET", "abcdefghijklmnop" * 3),
        ("TESSERA_SECRET", "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbcccccccccccccccd"),
        ("TESSERA_BASE_URL", "http://tickets.test"),
        ("TESSERA_MAIL_URL", ""),
        ("TESSERA_PAYMENT_PROVIDERS", "mock"),
        ("TESSERA_DATABASE_URL", "postgresql://app@db/x"),
        ("TESSERA_DATABASE_OWNER_URL", "postgresql://app@db/x?sslmode=prefer"),
        ("TESSERA_VALKEY_URL", "valkey://cache"),
        ("TESSERA_STRIPE_API_URL", "http://stripe.test"),
    ],
)
def test_production_refuses_what_is_not(variable: str, value: str) -> None:
    """Each by itself stops the start, under its own name, and no secret is repeated."""
    with pytest.raises(Invalid) as refused:
        load({**SAFE, variable: value})

    assert [problem.path for problem in refused.value.problems] == [variable]
    assert SAFE["TESSERA_SECRET"] not in str(refused.value)


def test_made_secret_is_for_its_owner_alone(tmp_path: Path) -> None:
    """Other users of the machine cannot read it, and no two installations share one."""
    folders = [tmp_path / "one", tmp_path / "two"]
    made = [load({"TESSERA_VAR_DIR": str(folder)}).secret for folder in folders]

    assert made[0] != made[1]
    assert (folders[0] / "secret").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("store", "missing"),
    [("s3", {"S3_URL", "S3_BUCKET", "S3_KEY_ID"}), ("cloudinary", {"CLOUDINARY_CLOUD"})],
)
def test_store_of_files_without_its_keys_is_told(store: str, missing: set[str]) -> None:
    """Each name that is missing, before anybody sends a file."""
    given = {"TESSERA_S3_SECRET": "s", "TESSERA_CLOUDINARY_KEY": "k"}
    given |= {"TESSERA_CLOUDINARY_SECRET": "s", "TESSERA_FILES_STORE": store}

    with pytest.raises(Invalid) as refused:
        load(given)

    assert {p.path for p in refused.value.problems} == {f"TESSERA_{name}" for name in missing}
