"""Drafts of long forms: kept by the server for who types, offered again, discarded at save."""
