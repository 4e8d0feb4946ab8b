"""A show as its organizer edits it, and what that means for people who have booked."""
