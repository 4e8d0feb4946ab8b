-- name: begin
-- One mail per cause: a row that is `sent` is not sent again.
INSERT INTO mails (cause, recipient, status) VALUES ($1, $2, 'sending')
ON CONFLICT (cause) DO UPDATE SET recipient = excluded.recipient WHERE mails.status = 'sending'
RETURNING cause;

-- name: finish
UPDATE mails SET status = 'sent', sent_at = tessera_now() WHERE cause = $1;
