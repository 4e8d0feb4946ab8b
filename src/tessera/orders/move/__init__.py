"""A show that moves to another hall or another time, with everybody who has bought."""
