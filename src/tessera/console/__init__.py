"""What the consoles share: one search for everything a person may open."""
