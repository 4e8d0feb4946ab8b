#!/bin/bash
# The standby's entry: copy the primary once, then follow it.
set -euo pipefail

if [ ! -s "$PGDATA/PG_VERSION" ]; then
    install --directory --mode=0700 "$PGDATA"
    until PGPASSWORD="$REPLICATION_PASSWORD" pg_basebackup --pgdata="$PGDATA" \
        --dbname="host=$PRIMARY_HOST user=replicator application_name=standby" \
        --slot=standby --wal-method=stream --checkpoint=fast --write-recovery-conf; do
        rm -rf "${PGDATA:?}"/*
        sleep 2
    done
    # pg_basebackup keeps no password unless it is told to.
    echo "primary_conninfo = 'host=$PRIMARY_HOST user=replicator application_name=standby \
password=$REPLICATION_PASSWORD'" >> "$PGDATA/postgresql.auto.conf"
fi
exec postgres "$@"
