-- name: lately
-- How many codes an address was sent lately, and in how many seconds the first of them is forgotten.
SELECT count(*) AS sent,
    greatest(1, ceil(extract(epoch FROM min(created_at) - tessera_now()) + $3::int))::int AS seconds
FROM codes
WHERE lower(email) = lower($1) AND purpose = $2
    AND created_at > tessera_now() - make_interval(secs => $3::int);

-- name: ask
INSERT INTO codes (id, purpose, email, account_id, locale, created_at, expires_at)
VALUES ($1, $2, $3, $4, $5, tessera_now(), tessera_now() + make_interval(secs => $6::int));

-- name: try_code
-- The try is counted before the code is compared, in a transaction of its own: two hundred tries at
-- once queue at this row, and five get through.
UPDATE codes SET tries = tries + 1
WHERE id = $1 AND purpose = $2 AND tries < $3 AND used_at IS NULL AND expires_at > tessera_now()
RETURNING id, purpose, email, account_id, locale, tries;

-- name: use_code
UPDATE codes SET used_at = tessera_now()
WHERE id = $1 AND used_at IS NULL AND expires_at > tessera_now()
RETURNING id;

-- name: read_code
SELECT id, purpose, email, account_id, locale, tries FROM codes
WHERE id = $1 AND used_at IS NULL AND expires_at > tessera_now();

-- name: used_lately
SELECT used_at > tessera_now() - make_interval(secs => $2::int) FROM codes WHERE id = $1;
