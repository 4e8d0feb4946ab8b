"""Seat plans as values: the format, its check, its compiled form, generators, foreign formats."""
