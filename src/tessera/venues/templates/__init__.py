"""Sections with default prices, to plan shows by."""
