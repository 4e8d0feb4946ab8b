"""Reading a change: which fields of a thing a request names, and writing exactly these."""

from typing import Any

import msgspec
from msgspec import UNSET


def given(change: msgspec.Struct) -> dict[str, Any]:
    """The fields that were named; a field left out stays as it is, null is a value."""
    return {
        field.name: value
        for field in msgspec.structs.fields(change)
        if (value := getattr(change, field.name)) is not UNSET
    }
