"""Who may be written to: preferences, newsletters, and how to end it."""
