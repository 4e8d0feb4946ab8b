"""What an act does to one title."""

from tessera.catalog.model import PUBLIC, TitleStatus
from tessera.catalog.runs.model import Outcome, RunAction, Standing


def foresee(action: RunAction, title: Standing) -> Outcome:
    """The outcome as things stand; the run looks again when it comes to the title."""
    status = TitleStatus(title.status)
    match action:
        case RunAction.SHOW | RunAction.HIDE:
            changes = title.enabled != (action is RunAction.SHOW)
            return Outcome.DONE if changes else Outcome.UNCHANGED
        case RunAction.PUBLISH if status is TitleStatus.ARCHIVED:
            return Outcome.REFUSED
        case RunAction.PUBLISH:
            return Outcome.UNCHANGED if status in PUBLIC else Outcome.DONE
        case RunAction.RESTORE:
            return Outcome.DONE if status is TitleStatus.ARCHIVED else Outcome.UNCHANGED
        case RunAction.ARCHIVE if status is TitleStatus.ARCHIVED:
            return Outcome.UNCHANGED
        case RunAction.DELETE if not title.shows:
            return Outcome.DONE
        case RunAction.ARCHIVE | RunAction.DELETE if title.active:
            return Outcome.REFUSED
        case RunAction.DELETE:
            archived = status is TitleStatus.ARCHIVED
            return Outcome.UNCHANGED if archived else Outcome.ARCHIVED
        case _:
            return Outcome.DONE
