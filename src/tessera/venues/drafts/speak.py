"""What keeps a draft from being published, in the language of who draws."""

import msgspec

from tessera.kit.errors import Problem
from tessera.venues.drafts.model import Checked
from tessera.web.pages import PageRequest, said


def spoken(request: PageRequest, checked: Checked) -> Checked:
    """The same with each problem said; programs read the English of it."""
    problems = tuple(
        msgspec.structs.replace(one, said=said(request, Problem(one.path, one.message)))
        for one in checked.problems
    )
    return msgspec.structs.replace(checked, problems=problems)
