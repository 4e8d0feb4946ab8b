-- name: methods
-- What an account may be asked for. Recovery codes count only beside something they recover.
SELECT EXISTS (SELECT FROM passkeys WHERE account_id = $1) AS passkey,
    EXISTS (SELECT FROM factors
        WHERE account_id = $1 AND kind = 'totp' AND confirmed_at IS NOT NULL) AS totp,
    EXISTS (SELECT FROM factors
        WHERE account_id = $1 AND kind = 'email' AND confirmed_at IS NOT NULL) AS email,
    EXISTS (SELECT FROM recovery_codes WHERE account_id = $1 AND used_at IS NULL) AS recovery;

-- name: open_challenge
INSERT INTO challenges (id, secret_hash, purpose, account_id, session_id, how, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, tessera_now() + make_interval(secs => $7))
RETURNING *;

-- name: challenge
SELECT * FROM challenges
WHERE secret_hash = $1 AND used_at IS NULL AND tries < 5 AND expires_at > tessera_now();

-- name: challenge_of_session
-- The newest, dead or alive: a dead one bars the way until it has run out.
SELECT * FROM challenges
WHERE session_id = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > tessera_now()
ORDER BY created_at DESC, id DESC LIMIT 1;

-- name: count_try
-- One more look at a challenge, or no row: five are looked at, however many come at once.
UPDATE challenges SET tries = tries + 1
WHERE id = $1 AND used_at IS NULL AND tries < 5 AND expires_at > tessera_now()
RETURNING *;

-- name: count_mail
-- Each mail has a code of its own that lives as long as a fresh challenge.
UPDATE challenges SET mails = mails + 1,
    expires_at = greatest(expires_at, tessera_now() + make_interval(secs => $2))
WHERE id = $1 AND used_at IS NULL AND tries < 5 AND mails < 3 AND expires_at > tessera_now()
RETURNING *;

-- name: use_challenge
UPDATE challenges SET used_at = tessera_now()
WHERE id = $1 AND used_at IS NULL AND expires_at > tessera_now() RETURNING id;

-- name: wrong_tries
-- Of a day; the try that succeeded is no wrong one.
SELECT coalesce(sum(tries - (used_at IS NOT NULL)::integer), 0) AS n FROM challenges
WHERE account_id = $1 AND created_at > tessera_now() - interval '1 day';

-- name: prove_session
UPDATE sessions SET proved_at = tessera_now() WHERE id = $1;

-- name: is_fresh
SELECT proved_at + make_interval(secs => $2) AS until FROM sessions
WHERE id = $1 AND proved_at > tessera_now() - make_interval(secs => $2);
