"""Runs of shows under one name: planned by a rule, changed together, undone while unsold."""
