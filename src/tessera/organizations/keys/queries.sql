-- name: add
INSERT INTO api_keys (id, organization_id, account_id, name, secret_hash, hint, scopes,
    requests_per_minute, created_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, tessera_now(),
    tessera_now() + make_interval(days => $9));

-- name: of_organization
-- Those that work first, then what ended or ran out within the last weeks.
SELECT k.id, k.organization_id, k.name, k.hint, k.scopes, k.requests_per_minute, a.name AS made_by,
    k.created_at, k.expires_at, k.seen_at AS last_used_at, k.ended_at
FROM api_keys k JOIN accounts a ON a.id = k.account_id
WHERE k.organization_id = $1
    AND coalesce(k.ended_at, k.expires_at) > tessera_now() - interval '30 days'
ORDER BY k.ended_at IS NOT NULL, k.id DESC LIMIT 200;

-- name: working
SELECT count(*) FROM api_keys
WHERE organization_id = $1 AND ended_at IS NULL AND expires_at > tessera_now();

-- name: lock
SELECT id FROM organizations WHERE id = $1 FOR UPDATE;

-- name: end
UPDATE api_keys SET ended_at = tessera_now()
WHERE id = $1 AND organization_id = $2 AND ended_at IS NULL RETURNING name;
