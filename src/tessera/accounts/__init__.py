"""Who buys and who works: people, their sign-ins and sessions."""
