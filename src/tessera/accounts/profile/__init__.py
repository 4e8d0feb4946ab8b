"""What somebody says of themselves, what we know of them, and how it is forgotten."""
