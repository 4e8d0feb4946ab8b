"""What somebody else saved while a form was filled in, beside what the form says."""

import re
from collections.abc import Mapping

from tessera.kit.versions import met
from tessera.web.present import Say
from tessera.web.views.shell import Both

WRITTEN = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)")
"""A time as browsers write it into a form."""


def both_of(
    speak: Say, now: Mapping[str, str], typed: Mapping[str, str], *, labels: Mapping[str, str]
) -> tuple[Both, ...]:
    """The fields that differ, in the order of `labels` (field to a text that is marked with `N_`);
    `now` and `typed` as the form writes them. A field without a label is none of the form's."""
    differs = met(now, typed)
    return tuple(
        Both(speak(label), _read(differs[name]), _read(typed[name]))
        for name, label in labels.items()
        if name in differs
    )


def _read(text: str) -> str:
    return WRITTEN.sub(r"\1 \2", text)
