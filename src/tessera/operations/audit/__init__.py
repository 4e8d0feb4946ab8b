"""The auditor: proves the promises of docs/invariants.md on a live database."""
