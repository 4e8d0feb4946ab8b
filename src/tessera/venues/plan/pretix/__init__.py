"""Seat plans from and to pretix's published JSON format (its schema version 0.0.1)."""

from .export import to_pretix
from .importer import from_pretix

__all__ = ["from_pretix", "to_pretix"]
