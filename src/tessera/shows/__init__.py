"""One performance of a title in a hall, and whether it can be sold now."""
