"""Rehearsals: simulated buyers against a running server, over real HTTP."""
