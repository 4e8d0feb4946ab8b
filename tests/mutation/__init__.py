"""Mutation testing, our own: change one thing in a copy of the source and see whether a test falls.

`changes.py` knows what to change, `trial.py` runs the tests on one change, `__main__.py` says which
tests stand behind which module. `make mutants` runs it; docs/mutants.md tells what was found.
"""
