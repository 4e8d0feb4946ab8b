"""The console of titles: list, form, many at once."""
