"""Trying it out: test mode, its marks, its purge; and the way to a first show on sale."""
