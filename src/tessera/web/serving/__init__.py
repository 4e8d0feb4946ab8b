"""How HTTP comes in: uvicorn's server and protocol, with a shorter way for the hot calls."""
