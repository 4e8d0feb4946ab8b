"""Passkeys (W3C Web Authentication): a key that never leaves its device signs a challenge."""
