"""The audit log as people and programs read it; `kit/trail.py` writes it."""
