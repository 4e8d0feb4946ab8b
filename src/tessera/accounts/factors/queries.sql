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

-- name: lock_session
-- Two answers of one session do not open two challenges.
SELECT id FROM sessions WHERE id = $1 FOR UPDATE;

-- name: mails_lately
SELECT coalesce(sum(mails), 0) AS n FROM challenges
WHERE account_id = $1 AND created_at > tessera_now() - interval '10 minutes';

-- name: account
SELECT email, name, locale, status FROM accounts WHERE id = $1;

-- name: begin_totp
-- A new secret, unless one is in force.
INSERT INTO factors (account_id, kind, key_id, sealed) VALUES ($1, 'totp', $2, $3)
ON CONFLICT (account_id, kind) DO UPDATE SET key_id = $2, sealed = $3, created_at = tessera_now()
WHERE factors.confirmed_at IS NULL
RETURNING account_id;

-- name: totp
SELECT key_id, sealed, last_step, confirmed_at FROM factors WHERE account_id = $1 AND kind = 'totp';

-- name: use_step
-- RFC 6238, section 5.2: a code is taken once, and none older than it afterwards.
UPDATE factors SET last_step = $2, last_used_at = tessera_now(),
    confirmed_at = coalesce(confirmed_at, tessera_now())
WHERE account_id = $1 AND kind = 'totp' AND last_step < $2 RETURNING account_id;

-- name: add_email
INSERT INTO factors (account_id, kind, confirmed_at) VALUES ($1, 'email', tessera_now())
ON CONFLICT DO NOTHING RETURNING account_id;

-- name: remove_factor
DELETE FROM factors WHERE account_id = $1 AND kind = $2 RETURNING account_id;

-- name: forget_all
-- Everything that is asked for beside the password, and what was begun with it.
WITH gone AS (DELETE FROM factors WHERE account_id = $1),
    codes AS (DELETE FROM recovery_codes WHERE account_id = $1),
    begun AS (DELETE FROM challenges WHERE account_id = $1)
DELETE FROM passkeys WHERE account_id = $1;

-- name: forget_recovery
DELETE FROM recovery_codes WHERE account_id = $1;

-- name: add_recovery
INSERT INTO recovery_codes (account_id, code_hash) SELECT $1, unnest($2::bytea[]);

-- name: use_recovery
UPDATE recovery_codes SET used_at = tessera_now()
WHERE account_id = $1 AND code_hash = $2 AND used_at IS NULL RETURNING account_id;

-- name: recovery_left
SELECT count(*) FROM recovery_codes WHERE account_id = $1 AND used_at IS NULL;

-- name: factors
SELECT kind, confirmed_at, last_used_at FROM factors
WHERE account_id = $1 AND confirmed_at IS NOT NULL;

-- name: mailed_challenge
-- To whom the code goes, while it is the newest of a challenge that is not over.
SELECT c.id, c.purpose, a.email, a.name, a.locale FROM challenges c
JOIN accounts a ON a.id = c.account_id
WHERE c.id = $1 AND c.mails = $2 AND c.used_at IS NULL AND c.tries < 5
    AND c.expires_at > tessera_now() AND a.status = 'active';
