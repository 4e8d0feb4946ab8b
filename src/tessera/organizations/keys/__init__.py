"""API keys: what programs of an organization sign in with."""
