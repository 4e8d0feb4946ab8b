-- Each table takes the organization ($1), the instants from $2 on and before $3, and a show or null
-- ($4). Rows come as they lie, so that nothing is sorted whole before the first one leaves.

-- name: orders
SELECT o.reference, o.status, s.id AS show_id, t.name AS title, v.name AS venue, h.name AS hall,
    s.starts_at, o.created_at, o.paid_at, o.buyer_name, o.buyer_email, l.tickets,
    l.tickets_given_back, l.face, l.fee, l.tax, l.refunded, o.currency
FROM shows s JOIN titles t ON t.id = s.title_id JOIN halls h ON h.id = s.hall_id
    JOIN venues v ON v.id = h.venue_id
    JOIN orders o ON o.show_id = s.id
    CROSS JOIN LATERAL (
        SELECT count(*) AS tickets, count(l.refund_id) AS tickets_given_back,
            coalesce(sum(l.face), 0)::bigint AS face, coalesce(sum(l.fee), 0)::bigint AS fee,
            coalesce(sum(l.tax), 0)::bigint AS tax,
            coalesce(sum(l.face + l.fee + l.tax - coalesce(l.kept_face, 0)
                - coalesce(l.kept_fee, 0) - coalesce(l.kept_tax, 0))
                FILTER (WHERE l.refund_id IS NOT NULL), 0)::bigint AS refunded
        FROM order_lines l WHERE l.order_id = o.id
    ) AS l
WHERE s.organization_id = $1 AND ($4::bigint IS NULL OR s.id = $4) AND s.ends_at >= $2
    AND coalesce(o.paid_at, o.created_at) >= $2 AND coalesce(o.paid_at, o.created_at) < $3
ORDER BY s.starts_at, s.id, o.id;

-- name: tickets
SELECT o.reference, l.n, l.label AS place, l.category, s.id AS show_id, t.name AS title,
    v.name AS venue, h.name AS hall, s.starts_at, k.status, o.buyer_name, o.buyer_email, o.paid_at,
    l.face, l.fee, l.tax, o.currency, k.used_at, k.used_gate AS gate
FROM shows s JOIN titles t ON t.id = s.title_id JOIN halls h ON h.id = s.hall_id
    JOIN venues v ON v.id = h.venue_id
    JOIN orders o ON o.show_id = s.id
    JOIN order_lines l ON l.order_id = o.id
    LEFT JOIN tickets k ON k.id = l.ticket_id
WHERE s.organization_id = $1 AND ($4::bigint IS NULL OR s.id = $4) AND s.ends_at >= $2
    AND o.paid_at >= $2 AND o.paid_at < $3
ORDER BY s.starts_at, s.id, o.id, l.n;

-- name: sales
-- Of the roll-ups: days are the venue's, so the period's are taken as they are written.
SELECT r.hour::date AS day, s.id AS show_id, t.name AS title, v.name AS venue, h.name AS hall,
    s.starts_at, sum(r.orders)::bigint AS orders, sum(r.tickets)::bigint AS tickets,
    sum(r.free_tickets)::bigint AS free_tickets, sum(r.back_tickets)::bigint AS tickets_given_back,
    sum(r.face)::bigint AS face, sum(r.fee)::bigint AS fee, sum(r.tax)::bigint AS tax,
    sum(r.face + r.fee + r.tax)::bigint AS sales,
    sum(r.back_face + r.back_fee + r.back_tax)::bigint AS refunds, r.currency
FROM insight_shows i JOIN shows s ON s.id = i.show_id JOIN titles t ON t.id = s.title_id
    JOIN halls h ON h.id = s.hall_id JOIN venues v ON v.id = h.venue_id
    JOIN insight_hours r ON r.scope = 'show' AND r.scope_id = i.show_id
WHERE i.organization_id = $1 AND ($4::bigint IS NULL OR i.show_id = $4)
    AND r.hour >= ($2::timestamptz AT TIME ZONE i.timezone)::date
    AND r.hour < ($3::timestamptz AT TIME ZONE i.timezone)::date
    AND (r.orders, r.back_tickets) <> (0, 0)
GROUP BY i.starts_at, s.id, t.name, v.name, h.name, r.hour::date, r.currency
ORDER BY i.starts_at, s.id, day;

-- name: ledger
SELECT e.at, e.transaction_id::text AS transaction_id, e.account, e.amount, e.currency,
    o.reference, s.id AS show_id, t.name AS title, v.name AS venue, h.name AS hall, s.starts_at
FROM ledger_entries e JOIN orders o ON o.id = e.order_id JOIN shows s ON s.id = o.show_id
    JOIN titles t ON t.id = s.title_id JOIN halls h ON h.id = s.hall_id
    JOIN venues v ON v.id = h.venue_id
WHERE s.organization_id = $1 AND ($4::bigint IS NULL OR s.id = $4) AND e.at >= $2 AND e.at < $3
ORDER BY e.at, e.transaction_id, e.account;

-- name: payments
SELECT p.created_at, p.ended_at, p.id::text AS payment_id, o.reference, p.provider,
    p.reference AS provider_reference, p.status, p.amount,
    (SELECT coalesce(sum(r.amount), 0)::bigint FROM refunds r WHERE r.payment_id = p.id) AS refunded,
    p.currency, s.id AS show_id, t.name AS title, v.name AS venue, h.name AS hall, s.starts_at
FROM shows s JOIN titles t ON t.id = s.title_id JOIN halls h ON h.id = s.hall_id
    JOIN venues v ON v.id = h.venue_id
    JOIN orders o ON o.show_id = s.id JOIN payments p ON p.order_id = o.id
WHERE s.organization_id = $1 AND ($4::bigint IS NULL OR s.id = $4) AND s.ends_at >= $2
    AND p.created_at >= $2 AND p.created_at < $3
ORDER BY s.starts_at, s.id, o.id, p.created_at;

-- name: customers
-- Only who may be written to: a confirmed reader of the house's newsletter, or somebody with an
-- account who wants mail and has not refused it from this house. `consent` says which.
WITH bought AS (
    SELECT lower(o.buyer_email) AS email, o.currency, o.account_id, o.buyer_name, o.paid_at, o.id,
        (SELECT count(*) FROM order_lines l WHERE l.order_id = o.id AND l.refund_id IS NULL) AS n,
        (SELECT coalesce(sum(l.face + l.fee + l.tax), 0) FROM order_lines l
            WHERE l.order_id = o.id AND l.refund_id IS NULL) AS paid
    FROM shows s JOIN orders o ON o.show_id = s.id
    WHERE s.organization_id = $1 AND ($4::bigint IS NULL OR s.id = $4) AND s.ends_at >= $2
        AND o.paid_at >= $2 AND o.paid_at < $3
), willing AS (
    SELECT b.email, CASE WHEN EXISTS (SELECT FROM newsletter_readers r
            WHERE r.organization_id = $1 AND lower(r.email) = b.email AND r.status = 'confirmed')
        THEN 'newsletter' ELSE 'preferences' END AS consent
    FROM (SELECT DISTINCT email FROM bought) AS b
    WHERE EXISTS (SELECT FROM newsletter_readers r WHERE r.organization_id = $1
            AND lower(r.email) = b.email AND r.status = 'confirmed')
        OR EXISTS (SELECT FROM accounts a JOIN contact_preferences p ON p.account_id = a.id
            WHERE lower(a.email) = b.email AND a.status = 'active' AND p.news_mail
                AND NOT EXISTS (SELECT FROM contact_refusals x WHERE x.account_id = a.id
                    AND x.organization_id IN (0, $1)))
)
SELECT b.email, (array_agg(b.buyer_name ORDER BY b.paid_at DESC))[1] AS name, w.consent,
    count(*) AS orders, sum(b.n)::bigint AS tickets, sum(b.paid)::bigint AS paid, b.currency,
    min(b.paid_at) AS first_at, max(b.paid_at) AS last_at
FROM bought b JOIN willing w USING (email)
GROUP BY b.email, w.consent, b.currency
ORDER BY b.email, b.currency;

-- name: add_schedule
INSERT INTO export_schedules (id, organization_id, name, kind, format, columns, every, weekday, day,
    at, next_at, created_by, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, tessera_now());

-- name: schedules
SELECT e.id, e.organization_id, e.name, e.kind AS table, e.format, e.columns, e.every, e.weekday,
    e.day, to_char(e.at, 'HH24:MI') AS at, e.paused, e.next_at, e.last_at, e.last_rows, e.failure,
    e.version, e.created_by, coalesce(a.email, '') AS email
FROM export_schedules e LEFT JOIN accounts a ON a.id = e.created_by
WHERE e.organization_id = $1 AND ($2::uuid IS NULL OR e.id = $2)
ORDER BY e.created_at DESC, e.id LIMIT $3;

-- name: house_of_schedule
SELECT organization_id FROM export_schedules WHERE id = $1;

-- name: count_schedules
SELECT count(*) FROM export_schedules WHERE organization_id = $1;

-- name: pause_schedule
UPDATE export_schedules SET paused = $3, next_at = $4, version = version + 1
WHERE id = $1 AND version = $2 RETURNING id;

-- name: remove_schedule
DELETE FROM export_schedules WHERE id = $1 RETURNING id;

-- name: take_due
-- One that is due, held by who takes it: another worker takes the next one.
SELECT e.id, e.organization_id, o.timezone FROM export_schedules e
    JOIN organizations o ON o.id = e.organization_id
WHERE NOT e.paused AND e.next_at <= tessera_now()
ORDER BY e.next_at LIMIT 1 FOR UPDATE OF e SKIP LOCKED;

-- name: maker
-- Who made it, while they may still export there.
SELECT a.email, a.locale FROM export_schedules e JOIN accounts a ON a.id = e.created_by
    LEFT JOIN members m ON m.account_id = a.id AND m.organization_id = e.organization_id
WHERE e.id = $1 AND a.status = 'active'
    AND (m.role IN ('owner', 'manager') OR a.role = 'admin');

-- name: ran
UPDATE export_schedules SET next_at = $2, last_at = tessera_now(), last_rows = $3, failure = $4
WHERE id = $1;
