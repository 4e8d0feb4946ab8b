-- name: open_period
INSERT INTO test_periods (organization_id, since) VALUES ($1, tessera_now())
ON CONFLICT (organization_id) WHERE until IS NULL DO NOTHING RETURNING id;

-- name: end_period
UPDATE test_periods SET until = greatest(tessera_now(), since + interval '1 microsecond')
WHERE organization_id = $1 AND until IS NULL RETURNING id;

-- name: since
SELECT since FROM test_periods WHERE organization_id = $1 AND until IS NULL;

-- name: tried_among
-- Which of these orders are tests.
SELECT o.id FROM orders o JOIN shows s ON s.id = o.show_id
WHERE o.id = ANY($1::uuid[]) AND EXISTS (SELECT FROM test_periods p
        WHERE p.organization_id = s.organization_id AND o.created_at >= p.since
            AND (p.until IS NULL OR o.created_at < p.until))
    AND NOT EXISTS (SELECT FROM payments y WHERE y.order_id = o.id AND y.status = 'succeeded'
        AND y.provider NOT IN ('mock', 'free'));

-- name: look
-- Orders of all test periods that were paid: tests that stand, and real ones.
WITH tried AS (
    SELECT o.id, o.status, EXISTS (SELECT FROM payments y WHERE y.order_id = o.id
            AND y.status = 'succeeded' AND y.provider NOT IN ('mock', 'free')) AS real
    FROM test_periods p JOIN shows s ON s.organization_id = p.organization_id
    JOIN orders o ON o.show_id = s.id AND o.created_at >= p.since
        AND (p.until IS NULL OR o.created_at < p.until)
    WHERE p.organization_id = $1 AND o.paid_at IS NOT NULL
        AND NOT EXISTS (SELECT FROM purged_orders g WHERE g.order_id = o.id)
)
SELECT count(*) FILTER (WHERE NOT t.real) AS orders, count(*) FILTER (WHERE t.real) AS real,
    coalesce(sum(l.places) FILTER (WHERE NOT t.real), 0)::bigint AS places,
    coalesce(sum(l.amount) FILTER (WHERE NOT t.real), 0)::bigint AS amount,
    (SELECT count(*) FROM purged_orders g WHERE g.organization_id = $1) AS purged,
    (SELECT currency FROM organizations WHERE id = $1) AS currency
FROM tried t LEFT JOIN LATERAL (
    SELECT count(*) AS places, sum(l.face + l.fee + l.tax) AS amount FROM order_lines l
    WHERE l.order_id = t.id AND l.refund_id IS NULL
) AS l ON true;

-- name: to_purge
SELECT o.id, o.show_id FROM test_periods p JOIN shows s ON s.organization_id = p.organization_id
    JOIN orders o ON o.show_id = s.id AND o.created_at >= p.since
        AND (p.until IS NULL OR o.created_at < p.until)
WHERE p.organization_id = $1 AND o.paid_at IS NOT NULL
    AND NOT EXISTS (SELECT FROM purged_orders g WHERE g.order_id = o.id)
    AND NOT EXISTS (SELECT FROM payments y WHERE y.order_id = o.id AND y.status = 'succeeded'
        AND y.provider NOT IN ('mock', 'free'))
ORDER BY o.id LIMIT $2;

-- name: forget
WITH purged AS (
    INSERT INTO purged_orders (order_id, organization_id) VALUES ($1, $2)
)
UPDATE orders SET buyer_name = 'Test', buyer_email = 'purged@test.invalid' WHERE id = $1;

-- name: done
SELECT o.address <> '' AS profile,
    (SELECT min(v.id) FROM venues v WHERE v.organization_id = o.id) AS venue_id,
    (SELECT min(h.id) FROM halls h JOIN venues v ON v.id = h.venue_id
        WHERE v.organization_id = o.id) AS hall_id,
    EXISTS (SELECT FROM halls h JOIN venues v ON v.id = h.venue_id
        WHERE v.organization_id = o.id AND h.seat_plan_id IS NOT NULL) AS hall_seated,
    (SELECT min(t.id) FROM titles t WHERE t.organization_id = o.id AND t.status <> 'archived')
        AS title_id,
    (SELECT min(s.id) FROM shows s WHERE s.organization_id = o.id AND s.status <> 'cancelled')
        AS show_id,
    EXISTS (SELECT FROM price_lists c WHERE c.organization_id = o.id)
        OR EXISTS (SELECT FROM shows s JOIN show_prices c ON c.show_id = s.id
            WHERE s.organization_id = o.id) AS priced,
    EXISTS (SELECT FROM shows s WHERE s.organization_id = o.id
        AND s.status NOT IN ('draft', 'cancelled')) AS published,
    EXISTS (SELECT FROM shows s JOIN orders r ON r.show_id = s.id
        WHERE s.organization_id = o.id AND r.paid_at IS NOT NULL) AS sold
FROM organizations o WHERE o.id = $1;

-- name: unfinished
-- Of these organizations, the first one that has never sold a ticket.
SELECT o.id FROM organizations o
WHERE o.id = ANY($1::bigint[]) AND o.status = 'approved' AND NOT EXISTS (
    SELECT FROM shows s JOIN orders r ON r.show_id = s.id
    WHERE s.organization_id = o.id AND r.paid_at IS NOT NULL)
ORDER BY o.id DESC LIMIT 1;
