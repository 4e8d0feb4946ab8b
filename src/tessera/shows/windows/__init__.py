"""Sales windows by category, presales by code."""
