"""Moving money through providers, and settling what it bought."""
