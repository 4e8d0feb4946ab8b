"""For the people who run it: audit, rehearsal, demo, doctor."""
