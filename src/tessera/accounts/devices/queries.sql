-- name: devices
-- Whatever could still be used; a refresh token that was used is no device of its own.
SELECT family AS id, bool_and(kind <> 'web') AS program, min(coalesce(began_at, created_at)) AS began_at,
    max(coalesce(seen_at, created_at)) AS seen_at, max(address) AS address,
    max(browser) AS browser, bool_or(id = $2) AS current
FROM sessions
WHERE account_id = $1 AND ended_at IS NULL AND used_at IS NULL AND expires_at > tessera_now()
GROUP BY family
ORDER BY current DESC, seen_at DESC, family
LIMIT 200;

-- name: end_device
UPDATE sessions SET ended_at = tessera_now()
WHERE account_id = $1 AND family = $2 AND ended_at IS NULL
RETURNING id;

-- name: meet
-- Whether the account has met this device before, and any other one.
WITH met AS (
    INSERT INTO known_devices (account_id, device, seen_at) VALUES ($1, $2, tessera_now())
    ON CONFLICT (account_id, device) DO UPDATE SET seen_at = tessera_now()
    RETURNING xmax = 0 AS new
)
SELECT met.new, a.email, a.locale,
    EXISTS (SELECT FROM known_devices WHERE account_id = $1 AND device <> $2) AS others
FROM met, accounts AS a WHERE a.id = $1;
