"""What proves a deployment: each look goes the whole way, there and back."""
