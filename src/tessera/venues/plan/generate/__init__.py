"""Plans made from a few figures: a cinema, a theatre, an arena."""
