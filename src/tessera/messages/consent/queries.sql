-- name: preferences
SELECT news_mail, news_inbox, news_push, reminders, quiet_from, quiet_until, timezone
FROM contact_preferences WHERE account_id = $1;

-- name: keep_preferences
INSERT INTO contact_preferences (account_id, news_mail, news_inbox, news_push, reminders, quiet_from,
    quiet_until, timezone, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, tessera_now())
ON CONFLICT (account_id) DO UPDATE SET news_mail = excluded.news_mail,
    news_inbox = excluded.news_inbox, news_push = excluded.news_push,
    reminders = excluded.reminders, quiet_from = excluded.quiet_from,
    quiet_until = excluded.quiet_until, timezone = excluded.timezone, changed_at = tessera_now();

-- name: refusals
SELECT r.organization_id, coalesce(g.name, 'Tessera') AS name FROM contact_refusals r
LEFT JOIN organizations g ON g.id = r.organization_id WHERE r.account_id = $1 ORDER BY name LIMIT 200;

-- name: refuse
INSERT INTO contact_refusals (account_id, organization_id, at)
SELECT id, $2, tessera_now() FROM accounts WHERE id = $1 ON CONFLICT DO NOTHING;

-- name: take_back
DELETE FROM contact_refusals WHERE account_id = $1 AND organization_id = $2;

-- name: ask
-- Asked again, a reader who ended it is asked anew; one who confirmed stays so and gets no mail.
INSERT INTO newsletter_readers AS r (id, organization_id, email, locale, status, asked_at)
VALUES ($1, $2, $3, $4, 'asked', tessera_now())
ON CONFLICT (organization_id, lower(email)) DO UPDATE SET asked_at = tessera_now(),
    status = 'asked', locale = excluded.locale
WHERE r.status <> 'confirmed' RETURNING r.id;

-- name: confirm
UPDATE newsletter_readers SET status = 'confirmed', confirmed_at = tessera_now(), ended_at = NULL
WHERE id = $1 AND status = 'asked' AND asked_at > tessera_now() - interval '7 days' RETURNING id;

-- name: end
UPDATE newsletter_readers SET status = 'ended', ended_at = tessera_now()
WHERE id = $1 AND status <> 'ended' RETURNING id;

-- name: reader
SELECT r.id, r.organization_id, r.email, r.locale, r.status, r.asked_at,
    coalesce(g.name, 'Tessera') AS organization
FROM newsletter_readers r LEFT JOIN organizations g ON g.id = r.organization_id WHERE r.id = $1;

-- name: house
SELECT id, name FROM organizations WHERE id = $1 AND status = 'approved';

-- name: readers
SELECT count(*) AS readers FROM newsletter_readers
WHERE organization_id = $1 AND status = 'confirmed';
