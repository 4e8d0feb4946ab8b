"""The ways to pay that an organization offers: its accounts at providers, and their order."""
