"""The jobs console: what waits, runs, failed and was done, and what an admin does about it."""
