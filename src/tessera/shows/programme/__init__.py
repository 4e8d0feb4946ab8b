"""A cinema's week: halls and times, copied, filled, priced and published in one go."""
