"""Invoices and credit notes: what a customer gets for the tax office, numbered without a gap."""
