"""What else there is for an evening: restaurants near the venues, and films at home."""
