"""What people read of venues: amenities and formats."""

from collections.abc import Iterable, Mapping

from tessera.venues.model import Amenity
from tessera.web.present import N_, Say

AMENITIES: Mapping[Amenity, str] = {
    Amenity.STEP_FREE: N_("Step-free"),
    Amenity.LIFT: N_("Lift"),
    Amenity.WHEELCHAIR: N_("Wheelchair places"),
    Amenity.HEARING_LOOP: N_("Hearing loop"),
    Amenity.TRANSIT: N_("Near a station"),
    Amenity.PARKING: N_("Car park"),
    Amenity.CHARGING: N_("Charging for cars"),
    Amenity.BICYCLES: N_("Bicycle stands"),
    Amenity.CLOAKROOM: N_("Cloakroom"),
    Amenity.BAR: N_("Bar"),
    Amenity.FOOD: N_("Food"),
    Amenity.BABY_CHANGING: N_("Baby changing"),
    Amenity.AIR_CONDITIONING: N_("Air conditioning"),
    Amenity.WIFI: N_("Wi-Fi"),
}
FORMATS = ("2D", "3D", "IMAX", "IMAX 3D", "4DX", "Dolby Cinema", "ScreenX", "70 mm", "Live")
"""What is offered to tick; a hall may have others."""


def amenity_words(amenities: Iterable[str], speak: Say) -> tuple[str, ...]:
    """In the order of the list, whatever order they were entered in."""
    known = set(amenities)
    return tuple(speak(words) for key, words in AMENITIES.items() if key in known)
