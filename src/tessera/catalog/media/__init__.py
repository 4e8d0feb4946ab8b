"""Posters, backdrops and trailers: sent, drawn in several sizes, served."""
