"""The draw is fair, and anybody can repeat it; tokens say what was said and nothing else."""

from uuid import UUID

import msgspec
import pytest

from tessera.kit.errors import Invalid
from tessera.waiting_room.codes import AccessCodes
from tessera.waiting_room.draw import FORMAT, commitment_of, draw, key_of
from tessera.waiting_room.model import Lane, QueuePlace, Turn
from tessera.waiting_room.puzzle import Puzzles, answers, solve
from tessera.waiting_room.tokens import place_tokens, turn_tokens
from tessera.waiting_room.verify import (
    faults_of_admitted,
    rank_of_ticket,
    read_document,
    verify,
)

SECRET = "a secret of this installation that is long"
SEED = bytes(range(32))
VISITOR = UUID(int=7)


def test_draw_is_an_order_of_all_by_their_keys() -> None:
    """Every rank once, and in the order of HMAC(seed, room, lane, how many, number)."""
    ranks = draw(SEED, room_id=3, lane="main", early=200)

    keys = [key_of(SEED, room_id=3, lane="main", early=200, n=n) for n in range(1, 201)]
    assert sorted(ranks) == list(range(1, 201))
    assert [keys.index(key) + 1 for key in sorted(keys)] == [
        ranks.index(rank) + 1 for rank in range(1, 201)
    ]


@pytest.mark.parametrize("n", [1, 20])
def test_every_rank_is_as_likely_for_the_first_as_for_the_last(n: int) -> None:
    """Chi-square over 2,000 fixed seeds and 20 ranks: 43.8 is what chance passes once in 1,000."""
    seeds, size = 2_000, 20
    found = [0] * size
    for number in range(seeds):
        ranks = draw(number.to_bytes(32, "big"), room_id=1, lane="main", early=size)
        found[ranks[n - 1] - 1] += 1

    due = seeds / size
    assert sum((count - due) ** 2 / due for count in found) < 43.8


@pytest.mark.parametrize(
    "changed", [{"room_id": 4}, {"lane": "slow"}, {"early": 49}], ids=["room", "lane", "early"]
)
def test_another_room_lane_or_crowd_is_another_draw(changed: dict[str, object]) -> None:
    """Whoever knew the seed before could still not choose a number: N is not known by then."""
    facts: dict[str, object] = {"room_id": 3, "lane": "main", "early": 50}

    one = draw(SEED, **facts)  # type: ignore[arg-type]
    other = draw(SEED, **(facts | changed))  # type: ignore[arg-type]

    assert list(one)[:49] != list(other)[:49]


def document(**changed: object) -> bytes:
    """The public document of a room that has opened."""
    lanes = {"main": {"arrived": 60, "early": 50, "serving": 9}}
    facts = {
        "id": 3,
        "draw": FORMAT,
        "commitment": commitment_of(SEED).hex(),
        "seed": SEED.hex(),
        "public_key": place_tokens(SECRET).public_text(),
        "lanes": lanes,
    }
    return msgspec.json.encode(facts | changed)


def test_public_document_is_enough_to_repeat_the_draw_and_find_ones_rank() -> None:
    """Nobody has to be asked: seed, promise, and a ticket signed by the room's key."""
    read = read_document(document())
    verified = verify(read)
    early, late = (
        place_tokens(SECRET).seal(QueuePlace(3, Lane.MAIN, n, VISITOR, 0)) for n in (17, 55)
    )

    ranks = draw(SEED, room_id=3, lane="main", early=50)
    assert verified.faults == ()
    assert rank_of_ticket(read, verified, early)[1] == ranks[16]
    assert rank_of_ticket(read, verified, late)[1] == 55
    assert faults_of_admitted(verified, [{"lane": "main", "n": 17, "rank": ranks[16]}]) == []
    assert len(faults_of_admitted(verified, [{"lane": "main", "n": 17, "rank": 99}])) == 1


@pytest.mark.parametrize(
    "changed",
    [{"seed": bytes(32).hex()}, {"seed": None}, {"seed": "no"}, {"draw": "other/1"}],
    ids=["another", "none", "broken", "unknown"],
)
def test_document_whose_seed_was_not_promised_is_found_out(changed: dict[str, object]) -> None:
    """A seed that was exchanged, or is not there, is no proof."""
    assert verify(read_document(document(**changed))).faults != ()


def test_ticket_of_another_house_or_room_has_no_rank() -> None:
    """Only the room's own key is believed."""
    read = read_document(document())
    verified = verify(read)

    for secret, room_id in ((SECRET + "x", 3), (SECRET, 4)):
        ticket = place_tokens(secret).seal(QueuePlace(room_id, Lane.MAIN, 1, VISITOR, 0))
        with pytest.raises(Invalid):
            rank_of_ticket(read, verified, ticket)


def test_token_with_any_sign_changed_says_nothing() -> None:
    """Of places and turns; and one kind is never taken for the other."""
    place, turn = QueuePlace(3, Lane.SLOW, 9, VISITOR, 5, -4), Turn(VISITOR, 3, Lane.MAIN, 9, 77, 4)
    places, turns = place_tokens(SECRET), turn_tokens(SECRET)
    sealed = places.seal(place)

    assert places.open(sealed) == place
    assert turns.open(turns.seal(turn)) == turn
    assert places.open(turns.seal(turn)) is None
    assert turns.open(sealed.replace("TWP1.", "TWT1.")) is None
    for at in range(5, len(sealed) - 1, 7):
        other = "A" if sealed[at] != "A" else "B"
        assert places.open(sealed[:at] + other + sealed[at + 1 :]) is None


def test_code_is_read_as_people_type_it_and_for_its_room_alone() -> None:
    """Small letters, blanks and no dashes are fine; another room, house or generation is not."""
    codes = AccessCodes(SECRET)
    code = codes.write(3, generation=1, serial=70_000)

    assert codes.read(code.lower().replace("-", " "), 3, generation=1) == 70_000
    assert codes.read(code, 4, generation=1) is None
    assert codes.read(code, 3, generation=2) is None
    assert AccessCodes(SECRET + "x").read(code, 3, generation=1) is None
    assert codes.read("ÄÖÜ-" + code[4:], 3, generation=1) is None
    assert len(set(codes.series(3, generation=1, first=1, quantity=50))) == 50


def test_puzzle_is_answered_by_work_for_its_room_and_time() -> None:
    """An answer holds for ten minutes and one room; a guess does not."""
    puzzles = Puzzles(SECRET)
    puzzle = puzzles.set(3, 1_000, salt=5)
    answer = solve(puzzle)

    assert answers(puzzle, answer)
    assert puzzles.solved(puzzle, answer, room_id=3, now=1_500)
    assert not puzzles.solved(puzzle, answer, room_id=4, now=1_500)
    assert not puzzles.solved(puzzle, answer, room_id=3, now=1_601)
    assert not puzzles.solved(puzzle, str(int(answer) + 1), room_id=3, now=1_500)
    assert not puzzles.solved(puzzle, "²", room_id=3, now=1_500)
