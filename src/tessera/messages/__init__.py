"""What Tessera tells people."""
