"""Organizations, as those see them who run the platform."""
