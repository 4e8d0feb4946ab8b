"""A deterministic simulation of the purchase: a whole on-sale's trouble, from one number.

`life.py` makes buyers, a bank and every kind of bad luck out of a seed. It is lived twice: on a
store in memory that obeys the product's rules and transition tables (`memory.py`), and by the real
verbs on the real PostgreSQL (`postgres.py`). `promises.py` looks afterwards.

`make simulate` lives many (`SEEDS=100000`) or one again (`SEED=4711`); the suite lives some.
"""
