"""Tessera: places at shows, sold once, paid once, opened once at the door."""

__version__ = "0.1.0"
