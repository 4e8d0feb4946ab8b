-- For each kind of secret: what is not sealed under the newest key ($1), a portion ($3) after the
-- last one looked at ($2); and putting it back, unless it was changed meanwhile.

-- name: providers
SELECT organization_id || '/' || provider AS id, key_id, sealed FROM organization_providers
WHERE key_id <> $1 AND organization_id || '/' || provider > $2
ORDER BY 1 LIMIT $3;

-- name: put_providers
UPDATE organization_providers SET key_id = $4, sealed = $5
WHERE organization_id || '/' || provider = $1 AND key_id = $2 AND sealed = $3;

-- name: webhooks
SELECT id::text AS id, key_id, sealed FROM webhook_endpoints
WHERE key_id <> $1 AND id::text > $2 ORDER BY 1 LIMIT $3;

-- name: put_webhooks
UPDATE webhook_endpoints SET key_id = $4, sealed = $5
WHERE id = $1::uuid AND key_id = $2 AND sealed = $3;

-- name: old_webhooks
SELECT id::text AS id, old_key_id AS key_id, old_sealed AS sealed FROM webhook_endpoints
WHERE old_key_id <> $1 AND id::text > $2 ORDER BY 1 LIMIT $3;

-- name: put_old_webhooks
UPDATE webhook_endpoints SET old_key_id = $4, old_sealed = $5
WHERE id = $1::uuid AND old_key_id = $2 AND old_sealed = $3;

-- name: totp
SELECT account_id::text AS id, key_id, sealed FROM factors
WHERE kind = 'totp' AND key_id <> $1 AND account_id::text > $2 ORDER BY 1 LIMIT $3;

-- name: put_totp
UPDATE factors SET key_id = $4, sealed = $5
WHERE account_id = $1::uuid AND kind = 'totp' AND key_id = $2 AND sealed = $3;

-- name: payouts
SELECT organization_id::text AS id, key_id, sealed FROM payout_details
WHERE key_id <> $1 AND organization_id::text > $2 ORDER BY 1 LIMIT $3;

-- name: put_payouts
UPDATE payout_details SET key_id = $4, sealed = $5
WHERE organization_id::text = $1 AND key_id = $2 AND sealed = $3;

-- name: waiting_rooms
-- A seed is sealed for what was promised of it.
SELECT encode(commitment, 'hex') AS id, seed_key_id AS key_id, seed_sealed AS sealed
FROM waiting_rooms WHERE seed_key_id <> $1 AND encode(commitment, 'hex') > $2 ORDER BY 1 LIMIT $3;

-- name: put_waiting_rooms
UPDATE waiting_rooms SET seed_key_id = $4, seed_sealed = $5
WHERE commitment = decode($1, 'hex') AND seed_key_id = $2 AND seed_sealed = $3;

-- name: keys_in_use
-- What waits for approval is sealed for a week at most and forgotten with its decision.
SELECT key_id, count(*) AS n FROM (
    SELECT key_id FROM organization_providers WHERE key_id IS NOT NULL
    UNION ALL SELECT key_id FROM webhook_endpoints
    UNION ALL SELECT key_id FROM factors WHERE key_id IS NOT NULL
    UNION ALL SELECT key_id FROM payout_details
    UNION ALL SELECT seed_key_id FROM waiting_rooms
    UNION ALL SELECT key_id FROM approvals WHERE key_id IS NOT NULL
    UNION ALL SELECT old_key_id FROM webhook_endpoints WHERE old_key_id IS NOT NULL
) AS sealed GROUP BY key_id ORDER BY key_id;
