-- name: enter
INSERT INTO campaigns (id, organization_id, name, texts, link, channels, audience, send_at,
    local_time, created_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: campaigns
SELECT c.id, c.organization_id, coalesce(g.name, 'Tessera') AS organization,
    coalesce(g.timezone, 'UTC') AS timezone, c.name, c.texts::text AS texts, c.link, c.channels,
    c.audience::text AS audience, c.send_at, c.local_time, c.status, c.recipients, c.version,
    c.created_at, c.started_at, c.ended_at
FROM campaigns c LEFT JOIN organizations g ON g.id = c.organization_id
WHERE c.id = ANY($1::uuid[]) ORDER BY c.id DESC;

-- name: campaigns_of
SELECT id FROM campaigns WHERE coalesce(organization_id, 0) = $1 AND ($2::uuid IS NULL OR id < $2)
ORDER BY id DESC LIMIT $3;

-- name: lock_campaign
SELECT status, version FROM campaigns WHERE id = $1 FOR NO KEY UPDATE;

-- name: change
UPDATE campaigns SET name = $2, texts = $3, link = $4, channels = $5, audience = $6, send_at = $7,
    local_time = $8, version = version + 1 WHERE id = $1;

-- name: turn
-- Resumed, it goes on where it was: still collecting, or sending already.
UPDATE campaigns SET
    status = CASE WHEN $2 = 'collecting' AND part = 'over' THEN 'sending' ELSE $2 END,
    started_at = CASE WHEN $2 = 'collecting' THEN coalesce(started_at, tessera_now())
        ELSE started_at END,
    ended_at = CASE WHEN $2 = 'cancelled' THEN tessera_now() END, version = version + 1
WHERE id = $1;

-- name: progress
SELECT count(*) FILTER (WHERE status = 'waiting') AS waiting,
    count(*) FILTER (WHERE status = 'sent') AS sent,
    count(*) FILTER (WHERE status = 'failed') AS failed,
    count(*) FILTER (WHERE status = 'skipped') AS skipped,
    (SELECT count(*) FROM inbox_messages WHERE campaign_id = $1 AND read_at IS NOT NULL) AS read
FROM campaign_recipients WHERE campaign_id = $1;

-- name: at_work
SELECT id FROM campaigns WHERE status IN ('collecting', 'sending') ORDER BY id LIMIT 50;

-- name: lock_to_collect
SELECT id, organization_id, channels, audience::text AS audience, send_at, local_time, part, cursor,
    coalesce((SELECT timezone FROM organizations g WHERE g.id = organization_id), 'UTC') AS timezone,
    tessera_now() AS now
FROM campaigns WHERE id = $1 AND status = 'collecting' FOR NO KEY UPDATE SKIP LOCKED;

-- name: next_accounts
-- The next accounts by id, each with whether it is meant: $3 house, $4 kind of audience, then what
-- that names. Bounded, whatever there is: every step looks at so many accounts and no more.
SELECT a.id AS person, coalesce(p.timezone, '') AS timezone, p.quiet_from, p.quiet_until,
    coalesce(p.news_inbox, true) AS inbox, coalesce(p.news_mail, false) AS mail,
    coalesce(p.news_push, true) AND EXISTS (
        SELECT FROM push_subscriptions s WHERE s.account_id = a.id) AS push,
    a.status = 'active' AND NOT EXISTS (
        SELECT FROM contact_refusals r
        WHERE r.account_id = a.id AND r.organization_id = coalesce($3, 0)
    ) AND CASE $4::text
        WHEN 'list' THEN false
        WHEN 'person' THEN lower(a.email) = lower($7) AND ($3::bigint IS NULL OR EXISTS (
            SELECT FROM orders o JOIN shows s ON s.id = o.show_id
            WHERE o.account_id = a.id AND o.paid_at IS NOT NULL AND s.organization_id = $3))
        WHEN 'all' THEN $3::bigint IS NULL OR EXISTS (
            SELECT FROM orders o JOIN shows s ON s.id = o.show_id
            WHERE o.account_id = a.id AND o.paid_at IS NOT NULL AND s.organization_id = $3)
        ELSE EXISTS (
            SELECT FROM orders o JOIN shows s ON s.id = o.show_id JOIN halls h ON h.id = s.hall_id
                JOIN venues v ON v.id = h.venue_id
            WHERE o.account_id = a.id AND o.status IN ('paid', 'partly_refunded')
                AND ($3::bigint IS NULL OR s.organization_id = $3)
                AND ($5::bigint IS NULL OR s.title_id = $5)
                AND ($6::bigint IS NULL OR v.id = $6)
                AND ($8::text = '' OR lower(v.city) = lower($8))
                AND ($4 = 'title' OR s.starts_at <= tessera_now())
                AND ($9::integer IS NULL OR s.starts_at > tessera_now() - make_interval(days => $9))
        ) AND ($10::integer IS NULL OR NOT EXISTS (
            SELECT FROM orders o JOIN shows s ON s.id = o.show_id
            WHERE o.account_id = a.id AND o.paid_at IS NOT NULL
                AND ($3::bigint IS NULL OR s.organization_id = $3)
                AND s.starts_at > tessera_now() - make_interval(days => $10)))
    END AS meant
FROM accounts a LEFT JOIN contact_preferences p ON p.account_id = a.id
WHERE ($1::uuid IS NULL OR a.id > $1) ORDER BY a.id LIMIT $2;

-- name: next_readers
-- Who reads the newsletter and has no account that was asked already.
SELECT r.id AS person FROM newsletter_readers r
WHERE r.organization_id = coalesce($3, 0) AND r.status = 'confirmed' AND ($1::uuid IS NULL OR r.id > $1)
    AND NOT EXISTS (SELECT FROM accounts a JOIN campaign_recipients c ON c.person = a.id
        WHERE lower(a.email) = lower(r.email) AND c.campaign_id = $4 AND 'mail' = ANY(c.channels))
ORDER BY r.id LIMIT $2;

-- name: add_recipients
INSERT INTO campaign_recipients (campaign_id, person, reader, channels, due_at)
SELECT $1, n.person, n.reader, string_to_array(n.channels, ','), n.due_at
FROM unnest($2::uuid[], $3::boolean[], $4::text[], $5::timestamptz[])
    AS n (person, reader, channels, due_at)
ON CONFLICT DO NOTHING;

-- name: collected
UPDATE campaigns SET part = $2, cursor = $3, recipients = recipients + $4,
    status = CASE WHEN $2 = 'over' THEN 'sending' ELSE status END
WHERE id = $1;

-- name: lease
-- The next messages that are due, of campaigns that are being sent; whoever takes them has them for
-- two minutes. SKIP LOCKED: several workers share one campaign.
UPDATE campaign_recipients AS r SET leased_until = tessera_now() + interval '2 minutes',
    tries = tries + 1
FROM (
    -- Of each campaign in the order of its index: a hundred thousand that wait are not sorted.
    SELECT due.campaign_id, due.person FROM campaigns c CROSS JOIN LATERAL (
        SELECT l.campaign_id, l.person FROM campaign_recipients l
        WHERE l.campaign_id = c.id AND l.status = 'waiting' AND l.due_at <= tessera_now()
            AND (l.leased_until IS NULL OR l.leased_until < tessera_now())
        ORDER BY l.due_at LIMIT $1 FOR UPDATE SKIP LOCKED
    ) AS due
    WHERE c.status = 'sending' LIMIT $1
) AS taken
WHERE r.campaign_id = taken.campaign_id AND r.person = taken.person
RETURNING r.campaign_id, r.person, r.reader, r.channels, r.tries;

-- name: people
-- Read at the last moment: who has ended it meanwhile is not written to.
SELECT a.id AS person, a.email, a.name, a.locale, coalesce(p.news_mail, false) AS mail,
    coalesce(p.news_inbox, true) AS inbox, coalesce(p.news_push, true) AS push, a.status = 'active'
    AND NOT EXISTS (SELECT FROM contact_refusals f WHERE f.account_id = a.id
        AND f.organization_id = $2) AS wanted
FROM accounts a LEFT JOIN contact_preferences p ON p.account_id = a.id WHERE a.id = ANY($1::uuid[])
UNION ALL
SELECT r.id, r.email, '', r.locale, true, false, false, r.status = 'confirmed'
FROM newsletter_readers r WHERE r.id = ANY($1::uuid[]);

-- name: words
-- What placeholders say of a campaign's title and venue.
SELECT (SELECT name FROM titles WHERE id = $1) AS title,
    (SELECT name FROM venues WHERE id = $2) AS venue;

-- name: put_in_inboxes
INSERT INTO inbox_messages (id, account_id, campaign_id, sender, subject, body, link, at)
SELECT uuidv7(), n.account_id, n.campaign_id, n.sender, n.subject, n.body, n.link, tessera_now()
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[])
    AS n (account_id, campaign_id, sender, subject, body, link)
ON CONFLICT (campaign_id, account_id) WHERE campaign_id IS NOT NULL DO NOTHING;

-- name: end_messages
-- A message that failed waits for another try, three at most.
UPDATE campaign_recipients r SET leased_until = NULL, failure = nullif(n.failure, ''),
    status = CASE WHEN n.status = 'failed' AND r.tries < 3 THEN 'waiting' ELSE n.status END,
    due_at = CASE WHEN n.status = 'failed' AND r.tries < 3
        THEN tessera_now() + interval '5 minutes' ELSE due_at END,
    sent_at = CASE WHEN n.status = 'sent' THEN tessera_now() END
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[])
    AS n (campaign_id, person, status, failure)
WHERE r.campaign_id = n.campaign_id AND r.person = n.person;

-- name: finish
UPDATE campaigns c SET status = 'done', ended_at = tessera_now() WHERE c.status = 'sending'
    AND NOT EXISTS (SELECT FROM campaign_recipients r
        WHERE r.campaign_id = c.id AND r.status = 'waiting');

-- name: templates_of
SELECT id, name, texts::text AS texts, version FROM message_templates
WHERE coalesce(organization_id, 0) = $1 ORDER BY name LIMIT 200;

-- name: keep_template
INSERT INTO message_templates (organization_id, name, texts) VALUES ($1, $2, $3)
ON CONFLICT (coalesce(organization_id, 0), lower(name))
DO UPDATE SET texts = excluded.texts, version = message_templates.version + 1
WHERE $4::integer IS NULL OR message_templates.version = $4
RETURNING id, name, texts::text AS texts, version;

-- name: template
SELECT id, name, texts::text AS texts, version FROM message_templates
WHERE coalesce(organization_id, 0) = $1 AND lower(name) = lower($2);

-- name: forget_template
DELETE FROM message_templates WHERE coalesce(organization_id, 0) = $1 AND id = $2 RETURNING id;

-- name: house
SELECT coalesce((SELECT name FROM organizations WHERE id = $1), 'Tessera') AS name,
    coalesce((SELECT timezone FROM organizations WHERE id = $1), 'UTC') AS timezone;

-- name: shows_to_remind
-- Shows that begin within $1 hours; each once.
INSERT INTO show_reminders (show_id, at)
SELECT id, tessera_now() FROM shows
WHERE starts_at > tessera_now() + interval '1 hour'
    AND starts_at <= tessera_now() + make_interval(hours => $1)
    AND status IN ('scheduled', 'on_sale', 'sold_out')
ON CONFLICT DO NOTHING RETURNING show_id;

-- name: orders_to_remind
-- Bought long enough before that a reminder says something new; who wants none gets none.
SELECT o.id FROM orders o LEFT JOIN contact_preferences p ON p.account_id = o.account_id
WHERE o.show_id = $1 AND o.status IN ('paid', 'partly_refunded')
    AND o.paid_at < tessera_now() - interval '6 hours' AND coalesce(p.reminders, true)
    AND ($2::uuid IS NULL OR o.id > $2)
ORDER BY o.id LIMIT $3;
