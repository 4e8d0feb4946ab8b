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
