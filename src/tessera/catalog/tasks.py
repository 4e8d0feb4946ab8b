"""Jobs of the catalogue."""

from tessera.catalog.media import draw
from tessera.catalog.runs import work

KINDS = (*work.KINDS, *draw.KINDS)
