"""Pictures of venues: sent, drawn in several sizes, put in order, shown."""
