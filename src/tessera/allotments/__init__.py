"""Places of a show that are kept out of the public sale: for house, press, sponsors, the box office
and partners; given back, sold or given away from there."""
