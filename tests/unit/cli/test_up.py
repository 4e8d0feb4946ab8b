"""The addresses that follow from a chosen port."""

from tessera.cli.up import with_port


def test_chosen_port_moves_the_site_and_the_gateway() -> None:
    """Two checkouts on two ports do not meet anywhere."""
    chosen = with_port({"HOME": "/h"}, 9100)

    assert chosen == {
        "HOME": "/h",
        "TESSERA_PORT": "9100",
        "TESSERA_BASE_URL": "http://127.0.0.1:9100",
        "TESSERA_GATEWAY_URL": "http://127.0.0.1:9109",
    }


def test_addresses_that_are_set_stay() -> None:
    """A public address and a gateway elsewhere are not ours to change."""
    given = {"TESSERA_BASE_URL": "https://x.test", "TESSERA_GATEWAY_URL": "http://g.test"}

    assert with_port(given, None) == given


def test_wrong_port_is_left_for_the_settings_to_refuse() -> None:
    """What is no number is told with all other problems, not here."""
    assert with_port({"TESSERA_PORT": "x"}, None) == {"TESSERA_PORT": "x"}
