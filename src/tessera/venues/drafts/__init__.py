"""Halls while they are drawn."""
