"""Sell while everything breaks, then count the money: `make chaos`."""
