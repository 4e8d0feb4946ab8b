"""The Content Security Policy: what a browser may do with an answer of ours (W3C, CSP level 3).

A page runs the scripts that carry its nonce, and what these import. No address is trusted by
itself, so an upload that somebody makes a browser take for a script does not run.
"""

BASE = (
    "default-src 'none'; {scripts}; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "media-src 'self'; frame-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
QUIET = BASE.format(scripts="script-src 'none'")
"""For answers that are no pages."""


def page_policy(nonce: str) -> str:
    """The policy of a page whose script elements carry `nonce`, at least 128 random bits."""
    return BASE.format(scripts=f"script-src 'nonce-{nonce}' 'strict-dynamic'")


def leading_to(policy: str, *origins: str) -> str:
    """The policy, with these origins among the places that a form may lead to."""
    return policy.replace("form-action 'self'", " ".join(["form-action 'self'", *origins]))
