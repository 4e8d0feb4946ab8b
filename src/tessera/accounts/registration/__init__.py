"""Register: an address, the code that proves it, then an account."""
