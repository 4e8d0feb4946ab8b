"""Jobs of venues."""

from tessera.venues.pictures import draw

KINDS = draw.KINDS
