"""The embedded PostgreSQL's settings, each with its reason; given on the command line.

So the code decides on every start, and a newer Tessera needs no edit in an old data directory.
"""

from collections.abc import Iterator
from pathlib import Path

BOTH: dict[str, str] = {
    # Unix sockets in a private directory are the whole authentication; nothing listens on TCP.
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    # A few processes with pools of 12, the job worker's listeners, and room for the tests.
    "max_connections": "200",
    # A laptop can spare it, and the hot tables (claims, orders, tickets) fit.
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    # A standby can follow without a restart (tests of failover, `deploy/`).
    "wal_level": "replica",
    # Checkpoints are rare, so that full-page images do not double the log during an on-sale; a
    # crash then replays at most this much, in seconds.
    "max_wal_size": "2GB",
    "min_wal_size": "256MB",
    "checkpoint_timeout": "15min",
    "wal_buffers": "16MB",
    # Every hot statement is shorter than a compilation.
    "jit": "off",
    # Solid-state disks: a random page costs about as much as the next one.
    "random_page_cost": "1.1",
    "effective_io_concurrency": "64",
    # Claims live minutes; vacuum by share of the table comes too late for short-lived rows.
    "autovacuum_naptime": "15s",
    "autovacuum_vacuum_scale_factor": "0.05",
    # A transaction that a bug left open must not keep its rows from everybody.
    "idle_in_transaction_session_timeout": "60s",
    # One clock for people who read logs beside the application's.
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_min_duration_statement": "2s",
    "log_line_prefix": "%m [%p] %a ",
}

DURABLE = {
    # A paid order that was confirmed survives the power cut.
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
}

# For tests: a killed server still loses nothing, only a crash of the machine would.
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "on", "full_page_writes": "off"}


def arguments(socket_dir: Path, *, durable: bool) -> Iterator[str]:
    """`-c name=value` for each setting; the socket directory is quoted, it may hold commas."""
    quoted = str(socket_dir).replace('"', '""')
    chosen = {**BOTH, **(DURABLE if durable else NOT_DURABLE)}
    for name, value in {**chosen, "unix_socket_directories": f'"{quoted}"'}.items():
        yield "-c"
        yield f"{name}={value}"
