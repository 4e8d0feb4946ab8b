-- name: subscribe
-- A browser that changes hands brings its new account.
INSERT INTO push_subscriptions (id, account_id, endpoint, p256dh, auth, created_at)
VALUES ($1, $2, $3, $4, $5, tessera_now())
ON CONFLICT (endpoint) DO UPDATE SET account_id = excluded.account_id, p256dh = excluded.p256dh,
    auth = excluded.auth;

-- name: unsubscribe
DELETE FROM push_subscriptions WHERE account_id = $1 AND endpoint = $2;

-- name: subscriptions
SELECT id, endpoint, p256dh, auth FROM push_subscriptions WHERE account_id = $1 LIMIT 20;

-- name: too_many
DELETE FROM push_subscriptions WHERE account_id = $1 AND id NOT IN (
    SELECT id FROM push_subscriptions WHERE account_id = $1 ORDER BY created_at DESC, id DESC
    LIMIT $2);

-- name: gone
DELETE FROM push_subscriptions WHERE id = $1;
