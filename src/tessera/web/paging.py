"""The parameters of every list. The framework checks bounds that are said in its own words only."""

from typing import Annotated

from litestar.params import QueryParameter

from tessera.kit.pagination import CURSOR_MAX, PAGE_MAX

Limit = Annotated[int, QueryParameter(ge=1, le=PAGE_MAX)]
"""How many items a page has."""

Cursor = Annotated[int, QueryParameter(ge=0, le=CURSOR_MAX)]
"""Where the next page begins: the last id of the page before, or how many were seen."""
