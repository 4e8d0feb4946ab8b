"""A title as other programs see it: search engines, networks of people, calendars."""
