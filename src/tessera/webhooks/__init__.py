"""Webhooks that go out: an organization's own machines are told what happened."""
