"""Gift cards that a house sells online: bought, paid, mailed, given back while unused."""
