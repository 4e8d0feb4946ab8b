"""Other places of the same show for who paid when theirs were gone."""
