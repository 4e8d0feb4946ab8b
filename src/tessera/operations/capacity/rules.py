"""From a sale and the cost of a purchase to cores, processes and pace. Pure; docs/capacity.md."""

import math

from tessera.operations.capacity.model import Costs, Need, Sale

MICRO = 1e-6
PROCESSES_MIN = 2
"""One may die."""
SHARDS_MIN = 1


def need(sale: Sale, costs: Costs) -> Need:
    """What `sale` needs if a purchase costs `costs`."""
    purchases = math.ceil(sale.tickets / sale.places)
    per_second = purchases / (60 * sale.minutes)
    admissions = per_second / sale.buys
    reading = admissions * sale.reads * costs.read
    server_cores = (per_second * costs.server + reading) * MICRO / sale.busy
    processes = max(PROCESSES_MIN, math.ceil(server_cores))
    # Each process hears what the others sold, so Valkey's share grows with their number.
    valkey_cores = per_second * costs.valkey * processes * MICRO / sale.busy
    polls = max(0, sale.visitors - admissions * sale.turn_seconds) / sale.poll_seconds
    return Need(
        purchases=purchases,
        purchases_per_second=per_second,
        admissions_per_minute=60 * admissions,
        # Little's law: who is inside = who comes in a second x how long they stay.
        inside=math.ceil(admissions * sale.turn_seconds),
        server_cores=server_cores,
        server_processes=processes,
        postgres_cores=per_second * costs.postgres * MICRO / sale.busy,
        worker_cores=per_second * costs.worker * MICRO / sale.busy,
        valkey_shards=max(SHARDS_MIN, math.ceil(valkey_cores)),
        polls_per_second=polls,
        edge_cores=polls / sale.polls_per_core / sale.busy,
        edge_megabits=polls * sale.poll_bytes * 8 / 1e6,
    )


def shortest_minutes(sale: Sale, costs: Costs, *, server_cores: float) -> float:
    """How soon the sale could be over on so many cores for servers: `need` the other way round."""
    each = costs.server + sale.reads * costs.read / sale.buys
    per_second = server_cores * sale.busy / (each * MICRO)
    return math.ceil(sale.tickets / sale.places) / per_second / 60


def foretold_per_second(costs: Costs) -> float:
    """Purchases a second on the machine that was measured, if its cores were full of these costs
    and nothing else: what the measurement itself is compared with."""
    each = costs.server + costs.postgres + costs.worker + costs.valkey + costs.besides
    return costs.cores / (each * MICRO)
