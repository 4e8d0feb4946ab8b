"""Read seat plans; a plan never changes, so `PlanShelf` keeps the compiled ones."""

import asyncio
from collections import OrderedDict
from typing import Any

from tessera.kit.errors import NotFound
from tessera.venues.plan.check import check
from tessera.venues.plan.compile import compile_plan
from tessera.venues.plan.compiled import CompiledPlan


class PlanShelf:
    """Compiled seat plans by id; at most `plans_max` of them stay in memory."""

    def __init__(self, pool: Any, *, plans_max: int = 200) -> None:
        self._pool = pool
        self._plans_max = plans_max
        self._kept: OrderedDict[int, CompiledPlan] = OrderedDict()
        self._reading: dict[int, asyncio.Task[CompiledPlan]] = {}

    async def get(self, seat_plan_id: int) -> CompiledPlan:
        """The compiled plan. Raises `NotFound`."""
        plan = self._kept.get(seat_plan_id)
        if plan is not None:
            return plan
        task = self._reading.get(seat_plan_id)
        if task is None:
            task = asyncio.create_task(self._read(seat_plan_id))
            self._reading[seat_plan_id] = task
            task.add_done_callback(lambda _: self._reading.pop(seat_plan_id, None))
        return await asyncio.shield(task)

    async def _read(self, seat_plan_id: int) -> CompiledPlan:
        document = await self._pool.fetchval(
            "SELECT document FROM seat_plans WHERE id = $1", seat_plan_id
        )
        if document is None:
            raise NotFound("seat plan")
        # 21,000 places take tens of milliseconds to compile; buyers must not wait for that.
        plan = await asyncio.to_thread(lambda: compile_plan(check(document.encode())))
        self._kept[seat_plan_id] = plan
        while len(self._kept) > self._plans_max:
            self._kept.popitem(last=False)
        return plan
