"""What proves a person beside a password: apps, passkeys, codes."""
