-- name: passkeys
SELECT id, credential_id, name, backed_up, created_at, last_used_at FROM passkeys
WHERE account_id = $1 ORDER BY created_at, id;

-- name: passkey_of_credential
SELECT id, account_id, public_key, sign_count FROM passkeys WHERE credential_id = $1 FOR UPDATE;

-- name: add_passkey
INSERT INTO passkeys (id, account_id, credential_id, public_key, sign_count, name, backed_up)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (credential_id) DO NOTHING
RETURNING id, name, backed_up, created_at, last_used_at;

-- name: use_passkey
UPDATE passkeys SET sign_count = $2, backed_up = $3, last_used_at = tessera_now() WHERE id = $1;

-- name: remove_passkey
DELETE FROM passkeys WHERE id = $1 AND account_id = $2 RETURNING name;

-- name: lock_account
-- Two passkeys added at once count each other.
SELECT id FROM accounts WHERE id = $1 FOR UPDATE;
