-- name: person
-- That a session is used is written down now and then, for the list of devices and because a
-- browser's session that nobody has used for $4 seconds is over.
WITH seen AS (
    UPDATE sessions SET seen_at = tessera_now()
    WHERE secret_hash = $1 AND kind = $2 AND ended_at IS NULL AND expires_at > tessera_now()
        AND coalesce(seen_at, '-infinity') < tessera_now() - make_interval(secs => $3::int)
        AND (kind <> 'web'
            OR coalesce(seen_at, created_at) > tessera_now() - make_interval(secs => $4::int))
)
SELECT a.id AS account_id, s.id AS session_id, a.email,
    extract(epoch FROM s.expires_at - tessera_now())::float AS seconds, a.name, a.role, a.locale,
    array_agg(m.organization_id) FILTER (WHERE m.role IS NOT NULL) AS organizations,
    array_agg(m.role) FILTER (WHERE m.role IS NOT NULL) AS roles
FROM sessions s
JOIN accounts a ON a.id = s.account_id
LEFT JOIN members m ON m.account_id = a.id
WHERE s.secret_hash = $1 AND s.kind = $2 AND s.ended_at IS NULL
    AND s.expires_at > tessera_now() AND a.status = 'active'
    AND (s.kind <> 'web'
        OR coalesce(s.seen_at, s.created_at) > tessera_now() - make_interval(secs => $4::int))
GROUP BY a.id, s.id;
