-- name: moved
-- What happened in [$1, $2), of one organization or of all ($3 null): by show, kind and account.
-- A transaction posts to an account once, so its kind shows in which accounts it has, and how.
WITH entries AS (
    SELECT s.organization_id, s.id AS show_id, e.transaction_id, e.account, e.amount, e.currency
    FROM ledger_entries e JOIN orders o ON o.id = e.order_id JOIN shows s ON s.id = o.show_id
    WHERE e.at >= $1 AND e.at < $2 AND ($3::bigint IS NULL OR s.organization_id = $3)
        AND ($4::text IS NULL OR e.currency = $4)
        -- What was tried out is nobody's money (organizations/trial).
        AND NOT (EXISTS (SELECT FROM test_periods p WHERE p.organization_id = s.organization_id
            AND o.created_at >= p.since AND (p.until IS NULL OR o.created_at < p.until))
        AND NOT EXISTS (SELECT FROM payments y WHERE y.order_id = o.id AND y.status = 'succeeded'
            AND y.provider NOT IN ('mock', 'free')))
    UNION ALL
    -- Cards that are issued or expire have no order: the card stands in its place.
    SELECT c.organization_id, 0, e.transaction_id, e.account, e.amount, e.currency
    FROM ledger_entries e JOIN gift_cards c ON c.id = e.order_id
    WHERE e.at >= $1 AND e.at < $2 AND ($3::bigint IS NULL OR c.organization_id = $3)
        AND ($4::text IS NULL OR e.currency = $4)
), transactions AS (
    SELECT *, max(amount) FILTER (WHERE account = 'chargebacks') OVER t AS chargebacks,
        max(amount) FILTER (WHERE account = 'provider_clearing') OVER t AS clearing,
        max(amount) FILTER (WHERE account = 'refunds') OVER t AS refunds,
        max(amount) FILTER (WHERE account = 'customer') OVER t AS customer,
        max(amount) FILTER (WHERE account = 'gift_cards') OVER t AS cards
    FROM entries WINDOW t AS (PARTITION BY transaction_id)
)
SELECT organization_id, show_id, currency, account, CASE
        WHEN show_id = 0 AND refunds > 0 THEN 'gift_card_refund_sent'
        WHEN show_id = 0 AND refunds < 0 THEN 'gift_card_returned'
        WHEN show_id = 0 AND clearing > 0 THEN 'gift_card_sold'
        WHEN show_id = 0 AND cards < 0 THEN 'gift_card_issued'
        WHEN show_id = 0 THEN 'gift_card_expired'
        WHEN chargebacks > 0 THEN 'dispute_opened'
        WHEN chargebacks < 0 AND clearing > 0 THEN 'dispute_won'
        WHEN chargebacks < 0 THEN 'dispute_lost'
        WHEN clearing < 0 OR cards < 0 THEN 'refund_sent'
        WHEN refunds < 0 THEN 'cancellation'
        WHEN customer < 0 THEN 'late_money'
        ELSE 'sale' END AS kind,
    sum(amount)::bigint AS amount, count(*) AS transactions
FROM transactions
GROUP BY organization_id, show_id, currency, account, kind
ORDER BY organization_id, show_id, currency, account, kind;

-- name: taxed_sales
-- The lines behind the taxes of sales in [$1, $2), those that are alike counted together; a ticket
-- that got another place since as it was sold.
SELECT s.organization_id, s.id AS show_id, o.show_version, e.currency, 'sale' AS kind, v.*, v.face
    AS given_face, v.fee AS given_fee, v.tax AS given_tax, count(*) AS n
FROM ledger_entries e JOIN orders o ON o.id = e.order_id JOIN shows s ON s.id = o.show_id
    JOIN order_lines l ON l.order_id = o.id
    LEFT JOIN LATERAL (
        SELECT (array_agg(m.was_category ORDER BY m.at, m.id))[1] AS category,
            sum(m.face)::bigint AS face, sum(m.fee)::bigint AS fee, sum(m.tax)::bigint AS tax
        FROM seat_moves m WHERE m.order_id = l.order_id AND m.n = l.n AND l.came_back IS NOT NULL
    ) AS m ON true
    CROSS JOIN LATERAL (SELECT coalesce(m.category, l.category) AS category,
        l.face + coalesce(m.face, 0) AS face, l.fee + coalesce(m.fee, 0) AS fee,
        l.tax + coalesce(m.tax, 0) AS tax) AS v
WHERE e.at >= $1 AND e.at < $2 AND e.account = 'taxes' AND e.amount < 0
    AND ($3::bigint IS NULL OR s.organization_id = $3) AND ($4::text IS NULL OR e.currency = $4)
    AND NOT (EXISTS (SELECT FROM test_periods p WHERE p.organization_id = s.organization_id
            AND o.created_at >= p.since AND (p.until IS NULL OR o.created_at < p.until))
        AND NOT EXISTS (SELECT FROM payments y WHERE y.order_id = o.id AND y.status = 'succeeded'
            AND y.provider NOT IN ('mock', 'free')))
GROUP BY s.organization_id, s.id, o.show_version, e.currency, v.category, v.face, v.fee, v.tax;

-- name: taxed_back
-- The same for what cancellations gave back, line by line, and for what cheaper places did.
SELECT s.organization_id, s.id AS show_id, o.show_version, e.currency, 'cancellation' AS kind,
    l.category, l.face, l.fee, l.tax, l.face - coalesce(l.kept_face, 0) AS given_face,
    l.fee - coalesce(l.kept_fee, 0) AS given_fee, l.tax - coalesce(l.kept_tax, 0) AS given_tax,
    count(*) AS n
FROM ledger_entries e JOIN refunds r ON r.transaction_id = e.transaction_id
    JOIN orders o ON o.id = e.order_id JOIN shows s ON s.id = o.show_id
    JOIN order_lines l ON l.order_id = r.order_id AND l.refund_id = r.id
WHERE e.at >= $1 AND e.at < $2 AND e.account = 'taxes' AND e.amount > 0
    AND ($3::bigint IS NULL OR s.organization_id = $3) AND ($4::text IS NULL OR e.currency = $4)
    AND NOT (EXISTS (SELECT FROM test_periods p WHERE p.organization_id = s.organization_id
            AND o.created_at >= p.since AND (p.until IS NULL OR o.created_at < p.until))
        AND NOT EXISTS (SELECT FROM payments y WHERE y.order_id = o.id AND y.status = 'succeeded'
            AND y.provider NOT IN ('mock', 'free')))
GROUP BY s.organization_id, s.id, o.show_version, e.currency, l.category, l.face, l.fee, l.tax,
    l.kept_face, l.kept_fee, l.kept_tax
UNION ALL
SELECT s.organization_id, s.id, o.show_version, e.currency, 'cancellation', m.was_category,
    m.sold_face, m.sold_fee, m.sold_tax, m.face, m.fee, m.tax, count(*)
FROM ledger_entries e JOIN refunds r ON r.transaction_id = e.transaction_id
    JOIN orders o ON o.id = e.order_id JOIN shows s ON s.id = o.show_id
    JOIN seat_moves m ON m.refund_id = r.id
WHERE e.at >= $1 AND e.at < $2 AND e.account = 'taxes' AND e.amount > 0
    AND ($3::bigint IS NULL OR s.organization_id = $3) AND ($4::text IS NULL OR e.currency = $4)
    AND NOT (EXISTS (SELECT FROM test_periods p WHERE p.organization_id = s.organization_id
            AND o.created_at >= p.since AND (p.until IS NULL OR o.created_at < p.until))
        AND NOT EXISTS (SELECT FROM payments y WHERE y.order_id = o.id AND y.status = 'succeeded'
            AND y.provider NOT IN ('mock', 'free')))
GROUP BY s.organization_id, s.id, o.show_version, e.currency, m.was_category, m.sold_face,
    m.sold_fee, m.sold_tax, m.face, m.fee, m.tax;

-- name: days_until
SELECT day FROM ledger_days_until;

-- name: lock_days
-- Who adds a day holds this row; whoever comes meanwhile has nothing to do.
SELECT day FROM ledger_days_until FOR UPDATE SKIP LOCKED;

-- name: is_over
-- A day is over for good once no transaction is left that began in it: whatever is posted from now
-- on has a later instant. Clocks of tests are shifted, so the shift is added to the start.
SELECT tessera_now() >= $1::timestamptz + make_interval(secs => $2) AND NOT EXISTS (
    SELECT FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND xact_start + (tessera_now() - clock_timestamp()) < $1
) AS over;

-- name: next_entry
-- Days on which nothing happened are skipped: the day of the first entry from $1 on.
SELECT (min(at) AT TIME ZONE 'UTC')::date AS day FROM ledger_entries WHERE at >= $1;

-- name: add_day
INSERT INTO ledger_days (organization_id, day, show_id, currency, kind, account, rate, amount,
    transactions)
SELECT organization_id, $1, show_id, currency, kind, account, rate, amount, transactions
FROM unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[],
    $8::bigint[], $9::bigint[])
    AS n (organization_id, show_id, currency, kind, account, rate, amount, transactions);

-- name: set_days_until
UPDATE ledger_days_until SET day = $1;

-- name: forget_days
DELETE FROM ledger_days WHERE day >= $1;

-- name: reopen_days
UPDATE ledger_days_until SET day = least(day, $1);

-- name: added_days
SELECT show_id, kind, account, rate, sum(amount)::bigint AS amount,
    sum(transactions)::bigint AS transactions
FROM ledger_days
WHERE organization_id = $1 AND currency = $2 AND day >= $3 AND day < $4
GROUP BY show_id, kind, account, rate;

-- name: added_before
-- Opening balances need no shows.
SELECT 0::bigint AS show_id, 'sale' AS kind, account, '' AS rate, sum(amount)::bigint AS amount,
    sum(transactions)::bigint AS transactions
FROM ledger_days WHERE organization_id = $1 AND currency = $2 AND day < $3 GROUP BY account;

-- name: currencies
SELECT DISTINCT currency FROM shows WHERE organization_id = $1 ORDER BY currency LIMIT 20;

-- name: show_names
SELECT s.id, t.name AS title, s.starts_at, v.timezone, v.name AS venue
FROM shows s JOIN titles t ON t.id = s.title_id JOIN halls h ON h.id = s.hall_id
    JOIN venues v ON v.id = h.venue_id
WHERE s.id = ANY($1::bigint[]);
