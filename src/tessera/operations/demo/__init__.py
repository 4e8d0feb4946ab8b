"""The demo's content as values: what is on, and where. Nothing here reads a clock or a database."""
