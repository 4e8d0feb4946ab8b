"""The two engines of one installation, as settings ask for them."""

import msgspec

from tessera.engines.postgres import PostgresEngine
from tessera.engines.valkey import ValkeyEngine
from tessera.settings import Settings


class Engines:
    """The embedded servers that the settings leave to us; a URL that is set starts nothing."""

    def __init__(self, settings: Settings) -> None:
        logs, sockets = settings.var / "log", settings.var / "run"
        self._settings = settings
        self.postgres = (
            None
            if settings.database_url
            else PostgresEngine(
                settings.var / "postgres", sockets / "postgres", log=logs / "postgres.log"
            )
        )
        self.valkey = (
            None
            if settings.valkey_url
            else ValkeyEngine(sockets / "valkey", log=logs / "valkey.log")
        )

    def start(self) -> Settings:
        """Start them; the settings with both URLs. Call it from the main thread; `EngineError`."""
        database_url = self.postgres.start() if self.postgres else self._settings.database_url
        valkey_url = self.valkey.start() if self.valkey else self._settings.valkey_url
        return msgspec.structs.replace(
            self._settings, database_url=database_url, valkey_url=valkey_url
        )

    def revive(self) -> list[str]:
        """Restart what has crashed, under the same URL; the names of what was."""
        revived = []
        if self.postgres and not self.postgres.running:
            self.postgres.restart()
            revived.append("PostgreSQL")
        if self.valkey and not self.valkey.running:
            self.valkey.restart()
            revived.append("Valkey")
        return revived

    def stop(self) -> None:
        """Stop them in an orderly way, in bounded time."""
        for engine in (self.valkey, self.postgres):
            if engine:
                engine.stop()
