-- name: payouts
SELECT holder, kind, hint, changed_at FROM payout_details WHERE organization_id = $1;

-- name: set_payouts
INSERT INTO payout_details (organization_id, holder, kind, hint, key_id, sealed, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, tessera_now())
ON CONFLICT (organization_id) DO UPDATE SET holder = $2, kind = $3, hint = $4, key_id = $5,
    sealed = $6, changed_at = tessera_now();

-- name: lapse
UPDATE approvals SET decision = 'withdrawn', decided_at = tessera_now(), sealed = NULL,
    key_id = NULL
WHERE kind = $1 AND subject = $2 AND decided_at IS NULL AND expires_at <= tessera_now();

-- name: ask
INSERT INTO approvals (id, kind, organization_id, subject, wanted, sealed, key_id, reason, asked_by,
    asked_at, expires_at)
VALUES ($1, $2, $3, $4, $5::text::jsonb, $6, $7, $8, $9, tessera_now(),
    tessera_now() + make_interval(days => $10))
ON CONFLICT (kind, subject) WHERE decided_at IS NULL DO NOTHING RETURNING id;

-- name: open
SELECT p.id, p.kind, p.organization_id, p.subject, p.wanted::text AS wanted, p.reason, p.asked_by,
    a.name AS asked_by_name, p.asked_at, p.expires_at
FROM approvals p JOIN accounts a ON a.id = p.asked_by
WHERE p.organization_id = $1 AND p.decided_at IS NULL AND p.expires_at > tessera_now()
ORDER BY p.id LIMIT 200;

-- name: lock
SELECT p.id, p.kind, p.organization_id, p.subject, p.wanted::text AS wanted, p.reason, p.asked_by,
    a.name AS asked_by_name, p.asked_at, p.expires_at, p.sealed, p.key_id,
    p.decided_at IS NOT NULL OR p.expires_at <= tessera_now() AS over
FROM approvals p JOIN accounts a ON a.id = p.asked_by WHERE p.id = $1 FOR UPDATE OF p;

-- name: decide
UPDATE approvals SET decision = $2, decided_by = $3, decided_at = tessera_now(), sealed = NULL,
    key_id = NULL
WHERE id = $1;
