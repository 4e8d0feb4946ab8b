-- name: try_sign_in
-- One more try of a bucket ($1), counted before the password is looked at: tries at once queue at
-- this row. After $2 in a row each must wait twice as long as the one before, at most $3 seconds;
-- who has not tried for $3 seconds after that begins anew. No row: it is too early.
INSERT INTO sign_in_tries AS t (bucket, tries, tried_at, free_at)
VALUES ($1, 1, tessera_now(),
    tessera_now() + CASE WHEN $2::int <= 1 THEN interval '4 seconds' ELSE interval '0' END)
ON CONFLICT (bucket) DO UPDATE SET
    tries = CASE WHEN t.free_at < tessera_now() - make_interval(secs => $3::int)
        THEN 1 ELSE least(t.tries + 1, 1000) END,
    tried_at = tessera_now(),
    free_at = tessera_now() + CASE
        WHEN t.free_at < tessera_now() - make_interval(secs => $3::int) THEN interval '0'
        WHEN t.tries + 1 < $2::int THEN interval '0'
        ELSE make_interval(secs => least(4 * 2 ^ least(t.tries + 1 - $2::int, 20), $3::int)) END
WHERE t.free_at <= tessera_now()
RETURNING tries;

-- name: seconds_left
SELECT greatest(1, ceil(extract(epoch FROM free_at - tessera_now())))::int
FROM sign_in_tries WHERE bucket = $1;

-- name: forget_tries
DELETE FROM sign_in_tries WHERE bucket = ANY($1);
