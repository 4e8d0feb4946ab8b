"""What happened, added up: roll-ups, dashboards, and exports to take away."""
