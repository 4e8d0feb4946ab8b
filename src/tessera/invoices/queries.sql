-- name: due
-- Not SKIP LOCKED: who issues comes one after another, so numbers follow the order of payment.
SELECT id, order_ids, refund_id FROM invoices_due ORDER BY id LIMIT $1 FOR UPDATE;

-- name: forget_due
DELETE FROM invoices_due WHERE id = ANY($1::bigint[]);

-- name: without_invoice
SELECT o.id FROM orders o JOIN shows s ON s.id = o.show_id
WHERE o.id = ANY($1::uuid[]) AND o.paid_at IS NOT NULL
    -- A test has no papers (organizations/trial).
    AND NOT (EXISTS (SELECT FROM test_periods p WHERE p.organization_id = s.organization_id
            AND o.created_at >= p.since AND (p.until IS NULL OR o.created_at < p.until))
        AND NOT EXISTS (SELECT FROM payments y WHERE y.order_id = o.id AND y.status = 'succeeded'
            AND y.provider NOT IN ('mock', 'free')))
    AND (o.total > 0 OR EXISTS (
        SELECT FROM payments p WHERE p.order_id = o.id AND p.provider = 'gift_card'))
    AND NOT EXISTS (SELECT FROM invoices i WHERE i.order_id = o.id AND i.kind = 'invoice')
ORDER BY o.paid_at, o.id;

-- name: without_credit_note
SELECT r.id, r.order_id FROM refunds r JOIN orders o ON o.id = r.order_id
    JOIN shows s ON s.id = o.show_id
WHERE r.id = ANY($1::uuid[])
    AND NOT (EXISTS (SELECT FROM test_periods p WHERE p.organization_id = s.organization_id
            AND o.created_at >= p.since AND (p.until IS NULL OR o.created_at < p.until))
        AND NOT EXISTS (SELECT FROM payments y WHERE y.order_id = o.id AND y.status = 'succeeded'
            AND y.provider NOT IN ('mock', 'free')))
    AND NOT EXISTS (SELECT FROM invoices i WHERE i.refund_id = r.id)
ORDER BY r.created_at, r.id;

-- name: given_back
-- Lines that were cancelled, and tickets that got a cheaper place.
SELECT order_id, refund_id, n, face - coalesce(kept_face, 0) AS face,
    fee - coalesce(kept_fee, 0) AS fee, tax - coalesce(kept_tax, 0) AS tax,
    label, category, face AS sold_face, fee AS sold_fee, tax AS sold_tax
FROM order_lines WHERE order_id = ANY($1::uuid[]) AND refund_id = ANY($2::uuid[])
UNION ALL
SELECT order_id, refund_id, n, face, fee, tax, was_label, was_category, sold_face, sold_fee, sold_tax
FROM seat_moves WHERE refund_id = ANY($2::uuid[])
ORDER BY order_id, n;

-- name: sellers
SELECT id, name, address, tax_number FROM organizations WHERE id = ANY($1::bigint[]);

-- name: invoice_numbers
SELECT order_id, number FROM invoices WHERE order_id = ANY($1::uuid[]) AND kind = 'invoice';

-- name: count_on
-- The counter's row stays locked until the numbers are given, or are not.
INSERT INTO invoice_counters AS c (organization_id, kind, last)
SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[]) AS n (organization_id, kind, last)
ORDER BY organization_id, kind
ON CONFLICT (organization_id, kind) DO UPDATE SET last = c.last + excluded.last
RETURNING organization_id, kind, last;

-- name: write
INSERT INTO invoices (organization_id, kind, number, order_id, refund_id, currency, total, document,
    issued_at)
SELECT organization_id, kind, number, order_id, refund_id, currency, total, document,
    tessera_now()
FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::uuid[], $5::uuid[], $6::text[],
    $7::bigint[], $8::text[]::jsonb[]) AS n (organization_id, kind, number, order_id, refund_id,
    currency, total, document);

-- name: of_order
SELECT organization_id, kind, number, order_id, refund_id, currency, total,
    document::text AS document, issued_at
FROM invoices WHERE order_id = $1 ORDER BY issued_at, kind DESC, number LIMIT 1000;

-- name: by_number
SELECT organization_id, kind, number, order_id, refund_id, currency, total,
    document::text AS document, issued_at
FROM invoices WHERE organization_id = $1 AND kind = $2 AND number = $3;

-- name: of_organization
-- The newest first; $5, $6, $7 name the last one of the page before.
SELECT organization_id, kind, number, order_id, refund_id, currency, total,
    document::text AS document, issued_at
FROM invoices
WHERE organization_id = $1 AND ($2::text IS NULL OR kind = $2) AND issued_at >= $3 AND issued_at < $4
    AND ($5::timestamptz IS NULL OR (issued_at, kind, number) < ($5, $6::text, $7::bigint))
ORDER BY issued_at DESC, kind DESC, number DESC LIMIT $8;
