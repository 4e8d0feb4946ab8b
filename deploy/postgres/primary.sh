#!/bin/bash
# Run once by the image of PostgreSQL on an empty data directory: the roles, and the standby's slot.
set -euo pipefail

psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
    --set app="$APP_PASSWORD" --set replication="$REPLICATION_PASSWORD" <<'SQL'
CREATE ROLE tessera_app LOGIN PASSWORD :'app';
CREATE ROLE replicator LOGIN REPLICATION PASSWORD :'replication';
SELECT pg_create_physical_replication_slot('standby');
SQL
echo "host replication replicator samenet scram-sha-256" >> "$PGDATA/pg_hba.conf"
