"""Files that are kept: one small port, and the places behind it."""
