"""Messages to many: campaigns, their audiences, and sending them slowly."""
