-- name: keep
INSERT INTO form_drafts (account_id, form, fields, saved_at)
VALUES ($1, $2, $3::text::jsonb, tessera_now())
ON CONFLICT (account_id, form) DO UPDATE SET fields = excluded.fields, saved_at = excluded.saved_at;

-- name: bound
-- The newest so many of a person stay.
DELETE FROM form_drafts WHERE account_id = $1 AND form IN (
    SELECT form FROM form_drafts WHERE account_id = $1 ORDER BY saved_at DESC OFFSET $2);

-- name: draft
SELECT fields::text AS fields, saved_at FROM form_drafts WHERE account_id = $1 AND form = $2;

-- name: discard
DELETE FROM form_drafts WHERE account_id = $1 AND form = $2;
