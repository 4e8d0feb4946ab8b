"""Where somebody is signed in, and how to end that."""
