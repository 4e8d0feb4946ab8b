"""A Valkey Cluster on this machine: some primaries that share the slots, a replica of each.

Cluster nodes talk to each other over TCP, so these listen on loopback, behind a password. What
they hold may be lost as always; what a cluster gives is that the loss of one node costs seconds.
"""

import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from redis import Redis

from tessera.engines.errors import EngineError
from tessera.engines.valkey import SOCKET_NAME, ValkeyEngine
from tessera.kit.ids import new_secret

SLOTS = 16_384
PRIMARIES = 3
NODE_TIMEOUT_MILLISECONDS = 1_500
"""A node that is silent for so long is looked for by the others; a second later it is replaced."""
FORM_SECONDS_MAX = 60
POLL_SECONDS = 0.05


class ClusterNode(ValkeyEngine):
    """One server of a cluster; admin commands go through its socket."""

    def __init__(self, folder: Path, password: str) -> None:
        self.port, self.bus_port, self.password = free_port(), free_port(), password
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        options = {
            "bind": "127.0.0.1",
            "port": str(self.port),
            "requirepass": password,
            "primaryauth": password,
            "dir": str(folder),
            "cluster-enabled": "yes",
            "cluster-port": str(self.bus_port),
            "cluster-node-timeout": str(NODE_TIMEOUT_MILLISECONDS),
            # What is lost of one shard must not silence the others.
            "cluster-require-full-coverage": "no",
            "cluster-allow-pubsubshard-when-down": "yes",
            # A replica takes over however old its copy is: nothing in it is the truth.
            "cluster-replica-validity-factor": "0",
            # Nobody else is waited for who might want the same copy.
            "repl-diskless-sync-delay": "0",
        }
        super().__init__(folder / "run", options=options)

    def ask(self, *command: object) -> Any:
        """The answer to one command."""
        path = str(self.socket_dir / SOCKET_NAME)
        with Redis(unix_socket_path=path, password=self.password, socket_timeout=5) as client:
            return client.execute_command(*command)

    @property
    def is_primary(self) -> bool:
        """Whether it runs and has slots of its own to serve."""
        return self.running and self.ask("ROLE")[0] == b"master"


class ValkeyCluster:
    """`PRIMARIES` primaries and a replica for each, below `folder`, which has to be short."""

    def __init__(self, folder: Path) -> None:
        password = new_secret(24)
        self.nodes = [ClusterNode(folder / str(n), password) for n in range(2 * PRIMARIES)]
        hosts = ",".join(f"127.0.0.1:{node.port}" for node in self.nodes)
        self.url = f"valkey://:{password}@{hosts}"

    def start(self) -> str:
        """Start and join all nodes; answers the address of all. `EngineError`."""
        for node in self.nodes:
            node.start()
        for number, node in enumerate(self.nodes):
            # Different epochs from the start: no two nodes have to agree on who is older.
            node.ask("CLUSTER", "SET-CONFIG-EPOCH", number + 1)
            if number < PRIMARIES:
                start, end = (SLOTS * n // PRIMARIES for n in (number, number + 1))
                node.ask("CLUSTER", "ADDSLOTSRANGE", start, end - 1)
            # Everybody is told of everybody: waiting for gossip takes seconds.
            for other in self.nodes[:number]:
                other.ask("CLUSTER", "MEET", "127.0.0.1", node.port, node.bus_port)
        _wait(self._all_met, "the nodes do not find each other")
        for number in range(PRIMARIES):
            primary = self.nodes[number].ask("CLUSTER", "MYID").decode()
            self.nodes[PRIMARIES + number].ask("CLUSTER", "REPLICATE", primary)
        _wait(self._all_agree, "the cluster does not come up")
        _wait(self._all_follow, "the replicas do not follow")
        return self.url

    def primaries(self) -> list[ClusterNode]:
        """Who serves slots at this moment."""
        return [node for node in self.nodes if node.is_primary]

    def stop(self) -> None:
        """Stop every node."""
        for node in self.nodes:
            node.stop()

    def _all_met(self) -> bool:
        known = [_text(node.ask("CLUSTER", "NODES")) for node in self.nodes]
        return all(
            text.count("\n") == len(self.nodes) and "handshake" not in text for text in known
        )

    def _all_agree(self) -> bool:
        return all("cluster_state:ok" in _text(node.ask("CLUSTER", "INFO")) for node in self.nodes)

    def _all_follow(self) -> bool:
        return all(node.ask("ROLE")[3:4] == [b"connected"] for node in self.nodes[PRIMARIES:])


def _wait(ready: Callable[[], bool], trouble: str) -> None:
    deadline = time.monotonic() + FORM_SECONDS_MAX
    while not ready():
        if time.monotonic() > deadline:
            raise EngineError(f"Valkey formed no cluster: {trouble}.")
        time.sleep(POLL_SECONDS)


def _text(answer: Any) -> str:
    return answer.decode() if isinstance(answer, bytes) else str(answer)


def free_port() -> int:
    """A TCP port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
