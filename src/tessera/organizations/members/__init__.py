"""Who works for an organization: invited by mail, given another role, removed."""
