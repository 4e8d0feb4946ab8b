"""Who has which place of a show: the heart of Tessera."""
