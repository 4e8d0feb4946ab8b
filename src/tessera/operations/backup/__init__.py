"""Backups: taken whole, checked by their sums, and tried out.

    model.py     a backup's manifest, and which backups there are
    programs.py  PostgreSQL's own programs, without a password on anybody's screen
    take.py      take one
    restore.py   bring one back into an empty database
    drill.py     bring one back into a throwaway server, and audit what came back

Pictures and documents lie in the database, so a backup has them. The secret and the keys that seal
are settings: they are kept elsewhere, or who steals a backup could use it.
"""
