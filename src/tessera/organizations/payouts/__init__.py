"""Where an organization's money goes, and the second pair of eyes that a change of it needs."""
