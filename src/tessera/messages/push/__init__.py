"""Web push: messages to browsers that are closed."""
