"""Venues and halls as their organization keeps them."""
