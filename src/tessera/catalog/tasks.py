"""Jobs of the catalogue."""

from tessera.catalog.runs import work

KINDS = (*work.KINDS,)
