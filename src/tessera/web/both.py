"""What somebody else saved while a form was filled in, beside what the form says."""

from collections.abc import Mapping

from tessera.kit.versions import met
from tessera.web.present import Say
from tessera.web.views.shell import Both


def both_of(
    speak: Say, now: Mapping[str, str], typed: Mapping[str, str], *, labels: Mapping[str, str]
) -> tuple[Both, ...]:
    """The fields that differ, in the order of `labels` (field to a text that is marked with `N_`);
    `now` and `typed` as the form writes them. A field without a label is none of the form's."""
    differs = met(now, typed)
    return tuple(
        Both(speak(label), differs[name], typed[name])
        for name, label in labels.items()
        if name in differs
    )
