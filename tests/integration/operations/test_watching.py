"""The dashboard and the alerts name only what a server really tells."""

import json
import re
import runpy
from typing import Any

import httpx
import pytest
import yaml  # type: ignore[import-untyped]

from tests.arch.source import ROOT
from tests.fixtures.inside import Inside

DEPLOY = ROOT / "deploy"
METRIC = re.compile(r"\btessera_[a-z0-9_]+")
LABELS = re.compile(r"(\btessera_[a-z0-9_]+)\{([^}]*)\}")
FROM_PROMETHEUS = {"instance", "le", "job"}


@pytest.fixture
async def told(inside: Inside) -> dict[str, set[str]]:
    """Every metric by the name of its samples, with the labels that its kind has."""
    from tessera.operations.figures.collect import collect
    from tessera.operations.figures.common import common

    suffixes = {"counter": ("_total",), "gauge": ("",), "times": ("_bucket", "_count", "_sum")}
    own = [(each, {"process", *each.labels}) for each in collect(inside.services)]
    shared = [(each, set(each.labels)) for each in await common(inside.services)]
    transport = httpx.ASGITransport(app=inside.shell)
    async with httpx.AsyncClient(transport=transport, base_url="http://tessera.test") as client:
        text = (await client.get("/metrics")).text
    assert all(f"# TYPE {each.name}" in text for each, _ in (*own, *shared))
    return {
        each.name + suffix: labels
        for each, labels in (*own, *shared)
        for suffix in suffixes[each.kind]
    }


def rules() -> list[dict[str, Any]]:
    """The alerts."""
    [group] = yaml.safe_load((DEPLOY / "prometheus" / "rules.yml").read_text())["groups"]
    found: list[dict[str, Any]] = group["rules"]
    return found


def expressions() -> list[str]:
    """Every query of the dashboard and of the alerts."""
    board = json.loads((DEPLOY / "grafana" / "tessera.json").read_text())
    panels = [target["expr"] for panel in board["panels"] for target in panel.get("targets", ())]
    return [*panels, *(rule["expr"] for rule in rules())]


async def test_queries_ask_for_metrics_that_are_told(told: dict[str, set[str]]) -> None:
    """Each metric exists, with each label that is asked of it; and each is looked at somewhere."""
    asked = {name for text in expressions() for name in METRIC.findall(text)}
    assert len(asked) > 30
    assert asked - set(told) == set()
    for text in expressions():
        for name, matchers in LABELS.findall(text):
            labels = set(re.findall(r"(\w+)\s*=", matchers))
            assert labels <= told[name] | FROM_PROMETHEUS, (name, labels)
        for names in re.findall(r"by \(([^)]*)\)", text):
            of = set.union(*(told[name] for name in METRIC.findall(text)))
            assert {one.strip() for one in names.split(",")} <= of | FROM_PROMETHEUS, text


def test_dashboard_is_what_its_maker_writes() -> None:
    """Who changes one changes the other."""
    made = runpy.run_path(str(DEPLOY / "grafana" / "make.py"))["written"]()

    assert (DEPLOY / "grafana" / "tessera.json").read_text(encoding="utf-8") == made


def test_every_alert_has_a_runbook() -> None:
    """Whoever is woken is told where to begin, and how bad it is."""
    for rule in rules():
        assert (ROOT / rule["annotations"]["runbook"]).is_file(), rule["alert"]
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert rule["annotations"]["summary"]
