"""What goes wrong with an engine, as one sentence a person can act on."""

from tessera.kit.errors import TesseraError


class EngineError(TesseraError):
    """A server could not be found, started or stopped; the text says why and what to do."""

    code = "engine"
