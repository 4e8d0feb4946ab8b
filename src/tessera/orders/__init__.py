"""What a customer buys."""
