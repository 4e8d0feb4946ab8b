-- name: person
-- That a session is used is written down now and then, for the list of devices and because a
-- browser's session that nobody has used for $4 seconds is over.
-- Whoever looks as somebody else is them here, and who they are themselves stands beside it.
WITH seen AS (
    UPDATE sessions SET seen_at = tessera_now()
    WHERE secret_hash = $1 AND kind = $2 AND ended_at IS NULL AND expires_at > tessera_now()
        AND coalesce(seen_at, '-infinity') < tessera_now() - make_interval(secs => $3::int)
        AND (kind <> 'web'
            OR coalesce(seen_at, created_at) > tessera_now() - make_interval(secs => $4::int))
)
SELECT a.id AS account_id, s.id AS session_id, a.email,
    CASE WHEN a.id <> s.account_id THEN s.account_id END AS acting_by,
    NULL::uuid AS key_id, NULL::text[] AS scopes, NULL::integer AS requests_per_minute,
    extract(epoch FROM s.expires_at - tessera_now())::float AS seconds, a.name, a.role, a.locale,
    array_agg(m.organization_id) FILTER (WHERE m.role IS NOT NULL) AS organizations,
    array_agg(m.role) FILTER (WHERE m.role IS NOT NULL) AS roles
FROM sessions s
JOIN accounts b ON b.id = s.account_id AND b.status = 'active'
JOIN accounts a ON a.id = CASE
    WHEN s.acting_until > tessera_now() AND b.role IN ('support', 'admin') THEN s.acting_account_id
    ELSE s.account_id END
LEFT JOIN members m ON m.account_id = a.id
WHERE s.secret_hash = $1 AND s.kind = $2 AND s.ended_at IS NULL
    AND s.expires_at > tessera_now() AND a.status = 'active'
    AND (s.kind <> 'web'
        OR coalesce(s.seen_at, s.created_at) > tessera_now() - make_interval(secs => $4::int))
GROUP BY a.id, s.id;

-- name: key
-- A key acts in its organization, for who made it: what they may no more, it may no more.
WITH seen AS (
    UPDATE api_keys SET seen_at = tessera_now()
    WHERE secret_hash = $1 AND $2 = 'key' AND ended_at IS NULL AND expires_at > tessera_now()
        AND coalesce(seen_at, '-infinity') < tessera_now() - make_interval(secs => $3::int)
)
SELECT a.id AS account_id, k.id AS session_id, a.email, a.name, 'customer' AS role, a.locale,
    extract(epoch FROM k.expires_at - tessera_now())::float AS seconds,
    NULL::uuid AS acting_by, k.id AS key_id, k.scopes, k.requests_per_minute,
    array_agg(m.organization_id) AS organizations, array_agg(m.role) AS roles
FROM api_keys k
JOIN accounts a ON a.id = k.account_id AND a.status = 'active'
JOIN members m ON m.account_id = a.id AND m.organization_id = k.organization_id
JOIN organizations o ON o.id = k.organization_id AND o.status IN ('approved', 'suspended')
WHERE k.secret_hash = $1 AND k.ended_at IS NULL AND k.expires_at > tessera_now()
GROUP BY a.id, k.id;
