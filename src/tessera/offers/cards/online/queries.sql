-- name: shop
SELECT s.organization_id, g.name AS organization, g.currency, g.timezone, s.enabled, s.least, s.most,
    s.version
FROM card_shops s JOIN organizations g ON g.id = s.organization_id WHERE s.organization_id = $1;

-- name: shops
-- Those that sell now, of approved houses.
SELECT s.organization_id, g.name AS organization, g.currency, g.timezone, s.enabled, s.least, s.most,
    s.version
FROM card_shops s JOIN organizations g ON g.id = s.organization_id
WHERE s.enabled AND g.status = 'approved' ORDER BY g.name, g.id LIMIT $1 OFFSET $2;

-- name: keep_shop
INSERT INTO card_shops AS s (organization_id, enabled, least, most) VALUES ($1, $2, $3, $4)
ON CONFLICT (organization_id) DO UPDATE SET enabled = $2, least = $3, most = $4,
    version = s.version + 1
WHERE s.version = $5 RETURNING version;

-- name: open
INSERT INTO card_sales (id, organization_id, currency, amount, status, account_id, buyer_name,
    buyer_email, recipient_name, recipient_email, message, locale, deliver_at, created_at, expires_at)
VALUES ($1, $2, $3, $4, 'pending', $5, $6, $7, $8, $9, $10, $11,
    coalesce($12, tessera_now()), tessera_now(), tessera_now() + make_interval(secs => $13));

-- name: sale
SELECT s.*, g.name AS organization, g.timezone FROM card_sales s
JOIN organizations g ON g.id = s.organization_id WHERE s.id = $1;

-- name: lock_sale
SELECT id FROM card_sales WHERE id = $1 FOR UPDATE;

-- name: sales_of
SELECT s.*, g.name AS organization, g.timezone FROM card_sales s
JOIN organizations g ON g.id = s.organization_id
WHERE s.organization_id = $1 AND ($2::uuid IS NULL OR s.id < $2) ORDER BY s.id DESC LIMIT $3;

-- name: payments
SELECT p.*, s.organization_id, s.expires_at FROM card_payments p JOIN card_sales s ON s.id = p.sale_id
WHERE p.sale_id = $1 ORDER BY p.id;

-- name: payment
SELECT p.*, s.organization_id, s.expires_at FROM card_payments p JOIN card_sales s ON s.id = p.sale_id
WHERE p.id = $1;

-- name: start
INSERT INTO card_payments (id, sale_id, provider, method, status, amount, currency, created_at)
SELECT $1, id, $3, $4, 'created', amount, currency, tessera_now() FROM card_sales
WHERE id = $2 AND status = 'pending' AND expires_at > tessera_now();

-- name: note_answer
UPDATE card_payments SET status = $2, reference = coalesce($3, reference), failure = $4,
    ended_at = CASE WHEN $2 IN ('succeeded', 'failed') THEN tessera_now() END
WHERE id = $1 AND status IN ('created', 'processing') RETURNING id;

-- name: paid
UPDATE card_sales SET status = 'paid', paid_at = tessera_now()
WHERE id = $1 AND status = 'pending' RETURNING deliver_at, tessera_now() AS now;

-- name: issue
-- The card of a sale. Nobody of the house has issued it: its sale has.
INSERT INTO gift_cards (id, organization_id, currency, code_hash, hint, amount, balance, how, note,
    issued_at, issued_by)
SELECT id, organization_id, currency, $2, $3, amount, amount, 'online', '', tessera_now(), id
FROM card_sales WHERE id = $1;

-- name: give_back
UPDATE card_payments SET refund = 'created', refund_id = $2, status = 'succeeded',
    reference = coalesce($3, reference), ended_at = coalesce(ended_at, tessera_now())
WHERE id = $1 AND refund IS NULL RETURNING id;

-- name: kept_payment
SELECT id FROM card_payments WHERE sale_id = $1 AND status = 'succeeded' AND refund IS NULL;

-- name: refunding
UPDATE card_sales SET status = 'refunding' WHERE id = $1 AND status = 'paid' RETURNING id;

-- name: close_card
UPDATE gift_cards SET balance = 0, blocked = true WHERE id = $1;

-- name: returned
INSERT INTO gift_card_moves (id, card_id, kind, amount, at)
VALUES ($1, $2, 'returned', $3, tessera_now());

-- name: begin_refund
UPDATE card_payments SET refund = 'processing'
WHERE id = $1 AND refund IN ('created', 'processing')
    AND (refund_due_at IS NULL OR refund_due_at <= tessera_now()) RETURNING true;

-- name: end_refund
-- One statement: the refund ends, the ledger says so, and a sale that was given back is over.
WITH ended AS (
    UPDATE card_payments SET refund = 'succeeded' WHERE id = $1 AND refund IN ('created', 'processing')
    RETURNING sale_id, refund_id, amount, currency
), over AS (
    UPDATE card_sales s SET status = 'refunded', refunded_at = tessera_now() FROM ended e
    WHERE s.id = e.sale_id AND s.status = 'refunding'
        AND NOT EXISTS (SELECT FROM card_payments p WHERE p.sale_id = s.id AND p.id <> $1
            AND p.refund IN ('created', 'processing', 'failed'))
)
INSERT INTO ledger_entries (transaction_id, account, order_id, amount, currency, at)
SELECT e.refund_id, v.account, e.sale_id, v.amount, e.currency, tessera_now()
FROM ended e CROSS JOIN LATERAL (
    VALUES ('refunds', e.amount), ('provider_clearing', -e.amount)) AS v (account, amount);

-- name: refund_refused
UPDATE card_payments SET refund_tries = refund_tries + 1, failure = $3,
    refund = CASE WHEN refund_tries + 1 >= $4 THEN 'failed' ELSE 'created' END,
    refund_due_at = tessera_now() + make_interval(secs => $5)
WHERE id = $1 AND refund_tries = $2 AND refund IN ('created', 'processing') RETURNING refund;

-- name: retry_refund
UPDATE card_payments SET refund = 'created', refund_due_at = NULL
WHERE sale_id = $1 AND refund = 'failed' RETURNING id;

-- name: unended
-- Attempts that nobody has asked about for a while.
SELECT p.*, s.organization_id, s.expires_at FROM card_payments p JOIN card_sales s ON s.id = p.sale_id
WHERE p.status IN ('created', 'processing')
    AND coalesce(p.asked_at, p.created_at) < tessera_now() - make_interval(secs => $1)
ORDER BY coalesce(p.asked_at, p.created_at) LIMIT $2;

-- name: asked
UPDATE card_payments SET asked_at = tessera_now() WHERE id = $1;

-- name: unended_refunds
SELECT id FROM card_payments WHERE refund IN ('created', 'processing')
    AND (refund_due_at IS NULL OR refund_due_at <= tessera_now())
    AND ended_at < tessera_now() - make_interval(secs => $1)
ORDER BY id LIMIT $2;

-- name: told_of
-- The attempt that an account's message is about; an organization's own keys speak of its own only.
SELECT p.id FROM card_payments p JOIN card_sales s ON s.id = p.sale_id
WHERE p.provider = $1 AND ($2 = 0 OR s.organization_id = $2) AND (p.id = $3 OR (
    p.provider <> 'mock' AND p.reference IS NOT NULL AND p.reference = ANY($4::text[])))
ORDER BY p.id = $3 DESC LIMIT 1;

-- name: refund_told_of
SELECT id FROM card_payments WHERE refund_id = $1;

-- name: revive
-- An attempt that was given up has been paid after all.
UPDATE card_payments SET status = 'succeeded', failure = NULL, reference = coalesce($2, reference),
    ended_at = tessera_now() WHERE id = $1 AND status = 'failed' RETURNING id;

-- name: match_captures
-- Which attempt each capture belongs to, as of orders (payments/queries.sql).
SELECT c.n, p.id, p.status
FROM unnest($1::int[], $2::text[], $3::bigint[], $4::uuid[], $5::text[], $6::text[])
    AS c (n, provider, organization_id, payment_id, reference, also)
JOIN card_payments p ON p.provider = c.provider AND (p.id = c.payment_id
    OR p.provider <> 'mock' AND p.reference IN (c.reference, c.also))
JOIN card_sales s ON s.id = p.sale_id
WHERE c.organization_id = 0 OR c.organization_id = s.organization_id;
