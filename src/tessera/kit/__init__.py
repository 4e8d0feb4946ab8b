"""What every feature stands on. Knows nothing of tickets."""
