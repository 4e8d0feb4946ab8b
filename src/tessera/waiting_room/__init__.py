"""The waiting room before a sale: a fair place for everybody, and one at a time to the hall."""
