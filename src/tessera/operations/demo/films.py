"""The films of the demo: real ones with true facts; overviews and taglines in our own words."""

from .films_english import ENGLISH_FILMS
from .films_india import INDIAN_FILMS
from .films_world import WORLD_FILMS

FILMS = INDIAN_FILMS + ENGLISH_FILMS + WORLD_FILMS
