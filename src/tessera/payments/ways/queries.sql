-- name: lock
-- Changes of one organization wait for each other.
SELECT id FROM organizations WHERE id = $1 FOR NO KEY UPDATE;

-- name: rows
SELECT provider, enabled, sealed IS NOT NULL AS has_keys, hints, checked_at, check_failure
FROM organization_providers WHERE organization_id = $1 ORDER BY position, provider;

-- name: materialize
-- An organization without a row has the platform's providers: its first choice writes them down.
INSERT INTO organization_providers (organization_id, provider, enabled, position, changed_at)
SELECT $1, p.name, true, p.n, tessera_now()
FROM unnest($2::text[]) WITH ORDINALITY AS p (name, n)
WHERE NOT EXISTS (SELECT FROM organization_providers WHERE organization_id = $1);

-- name: enter_keys
INSERT INTO organization_providers AS w
    (organization_id, provider, key_id, sealed, hints, position, changed_at)
VALUES ($1, $2, $3, $4, $5,
    (SELECT coalesce(max(position), 0) + 1 FROM organization_providers WHERE organization_id = $1),
    tessera_now())
ON CONFLICT (organization_id, provider) DO UPDATE
SET key_id = excluded.key_id, sealed = excluded.sealed, hints = excluded.hints,
    checked_at = NULL, check_failure = NULL, changed_at = tessera_now();

-- name: remove
DELETE FROM organization_providers WHERE organization_id = $1 AND provider = $2
RETURNING provider;

-- name: under_way
-- Whether money is still moving through this account.
SELECT EXISTS (
    SELECT FROM payments p JOIN orders o ON o.id = p.order_id JOIN shows s ON s.id = o.show_id
    WHERE p.status IN ('created', 'processing') AND p.provider = $2 AND s.organization_id = $1
) OR EXISTS (
    SELECT FROM refunds r JOIN payments p ON p.id = r.payment_id
    JOIN orders o ON o.id = p.order_id JOIN shows s ON s.id = o.show_id
    WHERE r.status IN ('created', 'processing') AND p.provider = $2 AND s.organization_id = $1
);

-- name: platforms_own
-- A provider of the platform needs no keys of the organization's.
INSERT INTO organization_providers (organization_id, provider, position, changed_at)
VALUES ($1, $2,
    (SELECT coalesce(max(position), 0) + 1 FROM organization_providers WHERE organization_id = $1),
    tessera_now())
ON CONFLICT DO NOTHING;

-- name: switch
UPDATE organization_providers SET enabled = $3, changed_at = tessera_now()
WHERE organization_id = $1 AND provider = $2 RETURNING provider;

-- name: order
UPDATE organization_providers AS w SET position = p.n, changed_at = tessera_now()
FROM unnest($2::text[]) WITH ORDINALITY AS p (name, n)
WHERE w.organization_id = $1 AND w.provider = p.name;

-- name: note_check
UPDATE organization_providers SET checked_at = tessera_now(), check_failure = $3
WHERE organization_id = $1 AND provider = $2;

-- name: note_change
INSERT INTO provider_changes (organization_id, provider, what, changed_by, changed_at)
VALUES ($1, $2, $3, $4, tessera_now());

-- name: changes
SELECT c.provider, c.what, coalesce(a.name, '') AS name, c.changed_at
FROM provider_changes c LEFT JOIN accounts a ON a.id = c.changed_by
WHERE c.organization_id = $1 ORDER BY c.id DESC LIMIT $2;

-- name: shows_in_another_currency
SELECT EXISTS (
    SELECT FROM shows WHERE organization_id = $1 AND currency <> $2
        AND status NOT IN ('completed', 'cancelled')
);

-- name: choose_currency
UPDATE organizations SET currency = $2, version = version + 1
WHERE id = $1 AND currency <> $2 RETURNING id;
