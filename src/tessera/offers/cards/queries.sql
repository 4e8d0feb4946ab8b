-- name: issue
INSERT INTO gift_cards (id, organization_id, currency, code_hash, hint, amount, balance, how, note,
    expires_at, issued_at, issued_by)
VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9, tessera_now(), $10);

-- name: move
INSERT INTO gift_card_moves (id, card_id, kind, amount, at) VALUES ($1, $2, $3, $4, tessera_now());

-- name: post
-- Of cards themselves, without an order: the card stands where the order would.
INSERT INTO ledger_entries (transaction_id, account, order_id, amount, currency, at)
SELECT $1, v.account, $2, v.amount, $3, tessera_now()
FROM (VALUES ('organization_payable', $4::bigint), ('gift_cards', -$4::bigint)) AS v (account, amount);

-- name: cards
SELECT c.id, c.organization_id, g.name AS organization, c.currency, c.hint, c.amount, c.balance,
    c.how, c.note, c.blocked, c.expires_at, c.issued_at, coalesce(h.held, 0)::bigint AS held
FROM gift_cards c JOIN organizations g ON g.id = c.organization_id LEFT JOIN LATERAL (
    SELECT sum(amount) AS held FROM gift_card_holds WHERE card_id = c.id AND state = 'open'
) AS h ON true
WHERE c.id = ANY($1::uuid[]) ORDER BY c.id DESC;

-- name: cards_of
SELECT id FROM gift_cards WHERE organization_id = $1 AND ($2::uuid IS NULL OR id < $2)
    AND ($3::text = '' OR hint = upper($3) OR note ILIKE '%' || $3 || '%')
ORDER BY id DESC LIMIT $4;

-- name: by_code
SELECT id FROM gift_cards WHERE code_hash = $1;

-- name: lock_card
SELECT id FROM gift_cards WHERE id = $1 FOR UPDATE;

-- name: release_cards
SELECT release_cards_v1($1, $2) AS released;

-- name: hold
INSERT INTO gift_card_holds (order_id, card_id, amount, until) VALUES ($1, $2, $3, $4);

-- name: release_order
UPDATE gift_card_holds SET state = 'released' WHERE order_id = $1 AND state = 'open';

-- name: block
UPDATE gift_cards SET blocked = $2 WHERE id = $1;

-- name: expired
SELECT id, balance, currency FROM gift_cards c
WHERE balance > 0 AND expires_at <= tessera_now() AND NOT EXISTS (
    SELECT FROM gift_card_holds h WHERE h.card_id = c.id AND h.state = 'open')
ORDER BY expires_at LIMIT $1 FOR UPDATE OF c SKIP LOCKED;

-- name: empty
UPDATE gift_cards SET balance = 0 WHERE id = $1;

-- name: give_back
-- Onto the card that paid; once a refund, however often it is asked for. A card that has expired
-- meanwhile is good for another while, or the money would be gone with it.
WITH card AS (
    SELECT c.id FROM gift_cards c JOIN payments p ON p.reference = c.id::text
    WHERE p.id = $2 AND p.provider = 'gift_card' FOR UPDATE OF c
), moved AS (
    INSERT INTO gift_card_moves (id, card_id, kind, amount, refund_id, at)
    SELECT uuidv7(), card.id, 'refunded', $3, $1, tessera_now() FROM card
    ON CONFLICT (refund_id) DO NOTHING RETURNING card_id
), lifted AS (
    UPDATE gift_cards c SET balance = c.balance + $3, expires_at = CASE
        WHEN c.expires_at < tessera_now() + interval '90 days'
        THEN tessera_now() + interval '90 days' ELSE c.expires_at END
    FROM moved m WHERE c.id = m.card_id
)
SELECT id FROM card;

-- name: moves
SELECT m.kind, m.amount, m.at, o.reference FROM gift_card_moves m
LEFT JOIN orders o ON o.id = m.order_id
WHERE m.card_id = $1 ORDER BY m.at DESC, m.id DESC LIMIT 100;

-- name: owed
SELECT currency, sum(balance)::bigint AS balance, count(*) AS cards FROM gift_cards
WHERE organization_id = $1 AND balance > 0 GROUP BY currency;
