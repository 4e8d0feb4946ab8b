"""Where: venues, halls and seat plans."""
