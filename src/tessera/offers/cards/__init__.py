"""Gift cards: balances that pay for places."""
