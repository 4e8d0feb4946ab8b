"""Search: words as people type them, and facets with counts."""
