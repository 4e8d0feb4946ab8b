"""Writes tessera.json, the dashboard: `python deploy/grafana/make.py`.

A panel is one line here; the file beside it is what Grafana imports (schema of Grafana 11). A test
holds every metric that it names against what a server really tells.
"""

import json
from pathlib import Path
from typing import Any

Panel = tuple[str, str, list[tuple[str, str]]]
"""Its title, its unit in Grafana's words, and its queries with their legends."""

COLUMNS, WIDTH, HEIGHT = 3, 8, 7


def rate(name: str, by: str, where: str = "") -> str:
    """How often a second, over all machines and processes."""
    return f"sum by ({by}) (rate({name}{{{where}}}[$__rate_interval]))"


def p99(name: str, by: str, where: str = "") -> str:
    """What 99 in 100 stayed within."""
    inner = rate(f"{name}_bucket", f"le, {by}" if by else "le", where)
    return f"histogram_quantile(0.99, {inner})"


POSTS = 'method="POST", route=~"/api/v1/(shows/.*/holds|orders|orders/.*/payments)"'
FAILED = 'status=~"5.."'
ROWS: dict[str, list[Panel]] = {
    "The sale": [
        ("Commands by verb", "reqps", [(rate("tessera_desk_commands_total", "verb"), "{{verb}}")]),
        ("p99 of the steps", "s", [(p99("tessera_request_seconds", "route", POSTS), "{{route}}")]),
        ("Refusals by code", "reqps", [(rate("tessera_refusals_total", "code"), "{{code}}")]),
        (
            "Waiting rooms",
            "short",
            [("max by (state) (tessera_waiting_room_people)", "{{state}}")],
        ),
        ("Pace", "short", [("max(tessera_waiting_room_pace_per_minute)", "called a minute")]),
        (
            "Who follows a map",
            "short",
            [("sum(tessera_live_streams)", "streams"), ("sum(tessera_live_maps)", "maps")],
        ),
    ],
    "HTTP": [
        ("Requests", "reqps", [(rate("tessera_request_seconds_count", "status"), "{{status}}")]),
        (
            "Failures by route",
            "reqps",
            [(rate("tessera_request_seconds_count", "route", FAILED), "{{route}}")],
        ),
        ("Lag of the loops", "s", [(p99("tessera_loop_lag_seconds", "process"), "{{process}}")]),
    ],
    "Desks": [
        (
            "Commands a batch",
            "short",
            [
                (
                    f"{rate('tessera_desk_commands_total', 'verb')}"
                    f" / {rate('tessera_desk_batches_total', 'verb')}",
                    "{{verb}}",
                )
            ],
        ),
        ("Wait before a batch", "s", [(p99("tessera_desk_wait_seconds", "verb"), "{{verb}}")]),
        ("Batches under way", "s", [(p99("tessera_desk_run_seconds", "verb"), "{{verb}}")]),
        ("Waiting", "short", [("sum by (verb) (tessera_desk_waiting)", "{{verb}}")]),
        (
            "Batches that failed",
            "reqps",
            [(rate("tessera_desk_failures_total", "verb"), "{{verb}}")],
        ),
    ],
    "Tiers": [
        ("Engines up", "short", [("min by (engine) (tessera_up)", "{{engine}}")]),
        ("Statements, p99", "s", [(p99("tessera_database_statement_seconds", ""), "p99")]),
        (
            "Connections at work",
            "short",
            [
                ("sum by (pool) (tessera_database_connections_busy)", "{{pool}}"),
                ("sum by (pool) (tessera_database_connections_max)", "{{pool}}, most"),
            ],
        ),
        (
            "Troubles of the engines",
            "reqps",
            [
                (rate("tessera_database_failures_total", "instance"), "statements {{instance}}"),
                (rate("tessera_database_cuts_total", "instance"), "mute {{instance}}"),
                (rate("tessera_valkey_failures_total", "instance"), "Valkey {{instance}}"),
            ],
        ),
        ("Valkey, p99", "s", [(p99("tessera_valkey_seconds", ""), "p99")]),
        (
            "Providers",
            "reqps",
            [
                (
                    rate("tessera_provider_seconds_count", "provider, answer"),
                    "{{provider}} {{answer}}",
                )
            ],
        ),
        ("Providers, p99", "s", [(p99("tessera_provider_seconds", "provider"), "{{provider}}")]),
        ("Mails", "reqps", [(rate("tessera_mail_seconds_count", "outcome"), "{{outcome}}")]),
        ("Webhooks", "reqps", [(rate("tessera_webhook_seconds_count", "outcome"), "{{outcome}}")]),
    ],
    "Jobs and people": [
        (
            "Jobs in the queues",
            "short",
            [("max by (queue, state) (tessera_jobs)", "{{queue}} {{state}}")],
        ),
        ("Oldest job", "s", [("max by (queue) (tessera_job_age_seconds)", "{{queue}}")]),
        (
            "Jobs done",
            "reqps",
            [(rate("tessera_job_seconds_count", "kind, outcome"), "{{kind}} {{outcome}}")],
        ),
        (
            "Sign-ins",
            "reqps",
            [(rate("tessera_sign_ins_total", "how, outcome"), "{{how}} {{outcome}}")],
        ),
        (
            "Hashing",
            "short",
            [
                ("sum(tessera_hashing_inside)", "inside"),
                (rate("tessera_hashing_refused_total", "instance"), "sent away {{instance}}"),
            ],
        ),
        (
            "Reads from memory",
            "reqps",
            [(rate("tessera_public_reads_total", "what, how"), "{{what}} {{how}}")],
        ),
    ],
    "Processes": [
        ("Cores", "short", [(rate("tessera_process_cpu_seconds_total", "process"), "{{process}}")]),
        ("Memory", "bytes", [("sum by (process) (tessera_process_memory_bytes)", "{{process}}")]),
        ("Files", "short", [("sum by (process) (tessera_process_open_files)", "{{process}}")]),
    ],
}


def dashboard() -> dict[str, Any]:
    """The whole dashboard as Grafana imports it."""
    panels: list[dict[str, Any]] = []
    top = 0
    for row, inside in ROWS.items():
        panels.append(_row(row, top, len(panels) + 1))
        top += 1
        for place, panel in enumerate(inside):
            at = {
                "x": place % COLUMNS * WIDTH,
                "y": top + place // COLUMNS * HEIGHT,
                "w": WIDTH,
                "h": HEIGHT,
            }
            panels.append(_panel(panel, at, len(panels) + 1))
        top += -(-len(inside) // COLUMNS) * HEIGHT
    return {
        "uid": "tessera",
        "title": "Tessera",
        "tags": ["tessera"],
        "schemaVersion": 39,
        "editable": True,
        "refresh": "15s",
        "time": {"from": "now-1h", "to": "now"},
        "templating": {
            "list": [{"name": "source", "type": "datasource", "query": "prometheus"}],
        },
        "panels": panels,
    }


def _row(title: str, top: int, number: int) -> dict[str, Any]:
    at = {"x": 0, "y": top, "w": COLUMNS * WIDTH, "h": 1}
    return {"id": number, "type": "row", "title": title, "collapsed": False, "gridPos": at}


def _panel(panel: Panel, at: dict[str, int], number: int) -> dict[str, Any]:
    title, unit, queries = panel
    return {
        "id": number,
        "type": "timeseries",
        "title": title,
        "gridPos": at,
        "datasource": {"type": "prometheus", "uid": "${source}"},
        "fieldConfig": {"defaults": {"unit": unit, "min": 0}, "overrides": []},
        "options": {"legend": {"displayMode": "list", "placement": "bottom"}},
        "targets": [
            {"refId": chr(ord("A") + n), "expr": expr, "legendFormat": legend}
            for n, (expr, legend) in enumerate(queries)
        ],
    }


def written() -> str:
    """The file's text."""
    return json.dumps(dashboard(), indent=2) + "\n"


if __name__ == "__main__":
    Path(__file__).with_name("tessera.json").write_text(written(), encoding="utf-8")
