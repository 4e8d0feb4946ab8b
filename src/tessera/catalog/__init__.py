"""What is on: titles of every kind."""
