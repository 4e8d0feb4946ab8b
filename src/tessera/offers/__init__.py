"""Offers: coupons and automatic discounts."""
