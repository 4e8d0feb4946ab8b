"""`make bench`: completed purchases a second, on fresh engines, with everything on this machine."""
