"""Every saga, every step: failed, repeated, undone, and died in; the books close each time."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tessera.kit.errors import Refused
from tessera.kit.mail import FolderMailer
from tessera.kit.saga import Again, Saga, SagaKind, SagaStatus, Step, advance
from tessera.operations.saga_kinds import SAGAS
from tessera.services import Services, Workshop
from tests.fixtures.fate import Counted, Death, doomed
from tests.fixtures.scenes import ENDS, SCENES, Scene, clean, let_pauses_pass, play, saga_now

STEPS = [(name, step.name) for name, kind in SAGAS.items() for step in kind.steps]
UNDONE = [
    (name, step.name)
    for name, kind in SAGAS.items()
    for number, step in enumerate(kind.steps)
    if kind.may_turn_back(number) and (number or step.undo is not None)
]
"""Steps that may fail for good: everything before them has an undo."""
FORWARD = [
    (name, step.name)
    for name, kind in SAGAS.items()
    for number, step in enumerate(kind.steps)
    if not kind.may_turn_back(number)
]
"""Steps behind the point of no return."""
DEATHS_MAX = 400


@pytest.fixture
def shop(services: Services, tmp_path: Path) -> Workshop:
    """What jobs are done with."""
    return Workshop(services, FolderMailer(tmp_path / "mail"))


def with_step(name: str, step_name: str, **changed: Any) -> dict[str, SagaKind[Workshop]]:
    """All sagas, one step of one of them changed."""
    kind = SAGAS[name]
    steps = tuple(
        replace(step, **changed) if step.name == step_name else step for step in kind.steps
    )
    return {**SAGAS, name: replace(kind, steps=steps)}


def step_of(name: str, step_name: str) -> Step[Workshop]:
    """A step by its name."""
    return next(step for step in SAGAS[name].steps if step.name == step_name)


async def refuse(shop: Workshop, saga: Saga) -> None:
    """A step that cannot be done."""
    raise Refused("chosen_by_the_test")


@pytest.mark.parametrize("name", SCENES)
async def test_saga_reaches_its_end(services: Services, shop: Workshop, name: str) -> None:
    """Undisturbed; what the others are compared with."""
    scene = await SCENES[name](services)

    saga = await play(shop, scene)

    assert saga.status is SagaStatus.DONE
    assert await scene.done(services) == ENDS[name]
    await clean(services)


@pytest.mark.parametrize(("name", "step_name"), STEPS)
async def test_every_step_may_be_repeated(
    services: Services, shop: Workshop, name: str, step_name: str
) -> None:
    """Done twice by two workers, or by one that died before it could say so: the same end."""
    act = step_of(name, step_name).act

    async def twice(shop: Workshop, saga: Saga) -> Again | None:
        await act(shop, saga)
        await let_pauses_pass(shop.services)
        return await act(shop, saga)

    scene = await SCENES[name](services)

    saga = await play(shop, scene, with_step(name, step_name, act=twice))

    assert saga.status is SagaStatus.DONE
    assert await scene.done(services) == ENDS[name]
    await clean(services)


@pytest.mark.parametrize(("name", "step_name"), UNDONE)
async def test_saga_that_fails_for_good_turns_back(
    services: Services, shop: Workshop, name: str, step_name: str
) -> None:
    """Every undo before the failure, each of them done twice: as if nothing had begun."""
    scene = await SCENES[name](services)
    before = await scene.done(services)
    kinds = with_step(name, step_name, act=refuse)
    kinds[name] = replace(kinds[name], steps=tuple(map(_undone_twice, kinds[name].steps)))

    saga = await play(shop, scene, kinds)

    assert (saga.status, saga.failure) == (SagaStatus.UNDONE, "chosen_by_the_test")
    assert await scene.done(services) == before
    await clean(services)


def _undone_twice(step: Step[Workshop]) -> Step[Workshop]:
    undo = step.undo
    if undo is None:
        return step

    async def twice(shop: Workshop, saga: Saga) -> None:
        assert undo is not None
        await undo(shop, saga)
        await undo(shop, saga)

    return replace(step, undo=twice)


@pytest.mark.parametrize(("name", "step_name"), FORWARD)
async def test_step_behind_the_point_of_no_return_is_tried_until_it_works(
    services: Services, shop: Workshop, name: str, step_name: str
) -> None:
    """What refuses there is kept as a failure, turns nothing back, and goes on once it can."""
    scene = await SCENES[name](services)
    with pytest.raises(Refused):
        await play(shop, scene, with_step(name, step_name, act=refuse))
    stuck = await saga_now(services, scene)
    saga = await play(shop, scene)

    assert (stuck.status, stuck.failure) == (SagaStatus.RUNNING, "chosen_by_the_test")
    assert saga.status is SagaStatus.DONE
    assert await scene.done(services) == ENDS[name]
    await clean(services)


async def die_everywhere(shop: Workshop, scene: Scene) -> int:
    """Advance step by step; each is first died in at its first touch of the database, then at its
    second, and so on, until it gets through. Answers how often somebody died."""
    deaths = 0
    while (await saga_now(shop.services, scene)).ended_at is None:
        for at in range(1, DEATHS_MAX):
            await let_pauses_pass(shop.services)
            mortal = Workshop(doomed(shop.services, Counted(at)), shop.mailer)
            try:
                await advance(mortal.services.db, mortal, kinds=SAGAS, saga_id=scene.saga_id)
                break
            except Death:
                deaths += 1
    return deaths


@pytest.mark.parametrize("name", SCENES)
async def test_worker_may_die_at_every_statement(
    services: Services, shop: Workshop, name: str
) -> None:
    """Before each statement, before each commit and right after it; somebody else goes on."""
    scene = await SCENES[name](services)

    deaths = await die_everywhere(shop, scene)

    assert deaths > 10 * len(SAGAS[name].steps)
    assert (await saga_now(services, scene)).status is SagaStatus.DONE
    assert await scene.done(services) == ENDS[name]
    await clean(services)
