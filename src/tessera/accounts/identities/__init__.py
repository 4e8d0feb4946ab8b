"""Signing in with Google or GitHub: OAuth 2.0 and OpenID Connect, with state, nonce and PKCE."""
