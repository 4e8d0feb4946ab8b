"""Settlement statements: what the ledger says of an organization in a period."""
