"""Identifiers for rows and for people."""

from hypothesis import given
from hypothesis import strategies as st

from tessera.kit.ids import REFERENCE_ALPHABET, id_at, new_reference, read_reference

SPOKEN = st.tuples(st.sampled_from(["", " ", "-", " - "]), st.booleans())


def test_alphabet_has_no_signs_that_sound_or_look_alike() -> None:
    """Thirty-two signs, five bits each; neither 0 nor O, neither 1 nor I."""
    assert len(set(REFERENCE_ALPHABET)) == len(REFERENCE_ALPHABET) == 32
    assert not set("0O1I") & set(REFERENCE_ALPHABET)


@given(spoken=SPOKEN)
def test_reference_survives_being_typed_by_a_person(spoken: tuple[str, bool]) -> None:
    """Lower case, spaces and dashes do not matter."""
    between, small = spoken
    reference = new_reference()
    first, _, last = reference.partition("-")

    typed = f" {first}{between}{last} "

    assert read_reference(typed.lower() if small else typed) == reference


@given(text=st.text(max_size=14))
def test_text_that_is_no_reference_is_none(text: str) -> None:
    """Whatever is read as a reference is one, in its one form."""
    found = read_reference(text)

    assert found is None or (len(found) == 11 and read_reference(found) == found)


@given(first=st.integers(0, 2**48 - 2))
def test_ids_sort_by_time(first: int) -> None:
    """A millisecond later is greater; version and variant are those of UUIDv7 (RFC 9562)."""
    earlier, later = id_at(first), id_at(first + 1)

    assert earlier < later
    assert (earlier.version, earlier.variant) == (7, "specified in RFC 4122")
