"""Running the platform: people and organizations, looked at, blocked, approved."""
