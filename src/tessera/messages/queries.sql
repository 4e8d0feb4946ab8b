-- name: begin
-- One mail per cause: a row that is `sent` is not sent again.
INSERT INTO mails (cause, recipient, status) VALUES ($1, $2, 'sending')
ON CONFLICT (cause) DO UPDATE SET recipient = excluded.recipient WHERE mails.status = 'sending'
RETURNING cause;

-- name: finish
-- $2: to whom is forgotten at once.
UPDATE mails SET status = 'sent', sent_at = tessera_now(),
    recipient = CASE WHEN $2 THEN '' ELSE recipient END
WHERE cause = $1;

-- name: begin_many
INSERT INTO mails (cause, recipient, status)
SELECT n.cause, n.recipient, 'sending' FROM unnest($1::text[], $2::text[]) AS n (cause, recipient)
ORDER BY n.cause
ON CONFLICT (cause) DO UPDATE SET recipient = excluded.recipient WHERE mails.status = 'sending'
RETURNING cause;

-- name: finish_many
UPDATE mails SET status = 'sent', sent_at = tessera_now() WHERE cause = ANY($1::text[]);
