"""Passwords that are forgotten or changed."""
