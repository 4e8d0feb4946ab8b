"""What the jobs console decides without asking anybody."""

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from tessera.operations.jobs.model import Counts, Health, HealthState

FAILED_MAX = 100
ACTIVE_MAX = 1_000
"""Above either of these, somebody should look."""
PAYLOAD_SIGNS_MAX = 4_000
HIDDEN = "•••"
SECRET = re.compile(
    r"secret|token|password|authorization|credential|signature|api_?key", re.IGNORECASE
)


def health_of(counts: Counts) -> Health:
    """Whether somebody should look: too many failed, or too many that are due and not done."""
    active = counts.waiting + counts.running
    bad = counts.failed > FAILED_MAX or active > ACTIVE_MAX
    state = HealthState.WARNING if bad else HealthState.OK
    return Health(state, counts.failed, active, FAILED_MAX, ACTIVE_MAX)


def shown_payload(payload: bytes) -> str:
    """A payload as an admin may read it: no value whose name says that it is secret."""
    try:
        value = msgspec.json.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        text = payload.decode(errors="replace")
        text = HIDDEN if SECRET.search(text) else text
    else:
        text = msgspec.json.encode(_hidden(value)).decode()
    return text if len(text) <= PAYLOAD_SIGNS_MAX else text[:PAYLOAD_SIGNS_MAX] + " …"


def _hidden(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {k: HIDDEN if SECRET.search(str(k)) else _hidden(v) for k, v in value.items()}
    return [_hidden(item) for item in value] if isinstance(value, list) else value
