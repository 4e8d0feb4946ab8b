-- How a promise is proven over tens of millions of rows in seconds: a *survey* passes over each
-- table once, without large joins or groups, and names the few places where something cannot be
-- right (`suspects`); the query of the same name with `_closely` then looks only there, exactly.
--
-- Two sets of rows are equal when their counts and the sums of their 64-bit hashes are: a row that
-- only one side has always shows, and that two faults cancel each other has odds of 1 to 2^64.
-- Amounts that must cancel out per key are summed with a weight from the key's hash, over 4096
-- buckets of keys: one fault in a bucket always shows (no weight is 0), several cancel each other
-- by chance of 1 to 2^19.
--
-- A survey answers one row: what was counted, by name, and `suspects`. A close look answers rows of
-- (found, example), where `found` is the number of all faults and $1 bounds the examples.

-- name: p1_places
SELECT count(*) AS claims FROM claims;

-- name: p1_places_closely
-- In the order of the index, so nothing is sorted or hashed.
SELECT count(*) OVER () AS found,
    format('show %s, place %s: %s claims', show_id, place, n) AS example
FROM (
    SELECT show_id, place, count(*) AS n FROM claims GROUP BY show_id, place HAVING count(*) > 1
) AS twice
ORDER BY show_id, place LIMIT $1;

-- name: p2_claims_and_tickets
WITH taken AS (
    SELECT show_id, count(*) FILTER (WHERE state = 'sold') AS n,
        coalesce(sum(hashint4extended(place, uuid_hash_extended(owner, 0)))
            FILTER (WHERE state = 'sold'), 0) AS hash
    FROM claims GROUP BY show_id
), given AS (
    SELECT show_id, count(*) AS n,
        sum(hashint4extended(place, uuid_hash_extended(order_id, 0))) AS hash
    FROM tickets WHERE status <> 'void' GROUP BY show_id
)
SELECT coalesce(sum(t.n), 0)::bigint AS sold_claims, coalesce(sum(g.n), 0)::bigint AS tickets,
    array_agg(show_id) FILTER (WHERE s.id IS NULL
        OR (coalesce(t.n, 0), coalesce(t.hash, 0)) <> (coalesce(g.n, 0), coalesce(g.hash, 0))
    ) AS suspects
FROM taken t FULL JOIN given g USING (show_id) LEFT JOIN shows s ON s.id = show_id;

-- name: p2_claims_and_tickets_closely
WITH sold AS (
    SELECT show_id, place, owner FROM claims WHERE state = 'sold' AND show_id = ANY($2::bigint[])
), given AS (
    SELECT show_id, place, order_id AS owner, id FROM tickets
    WHERE status <> 'void' AND show_id = ANY($2::bigint[])
), faults AS (
    SELECT format('ticket %s: no sold claim of show %s, place %s is its order''s', g.id, g.show_id,
        g.place) AS example
    FROM given g LEFT JOIN sold c USING (show_id, place, owner) WHERE c.owner IS NULL
    UNION ALL
    SELECT format('show %s, place %s: sold to order %s without a ticket', c.show_id, c.place,
        c.owner)
    FROM sold c LEFT JOIN given g USING (show_id, place, owner) WHERE g.id IS NULL
    UNION ALL
    SELECT format('show %s, place %s: a claim of a show that does not exist', c.show_id, c.place)
    FROM claims c LEFT JOIN shows s ON s.id = c.show_id
    WHERE c.show_id = ANY($2::bigint[]) AND s.id IS NULL
    UNION ALL
    SELECT format('ticket %s: show %s does not exist', g.id, g.show_id)
    FROM given g LEFT JOIN shows s ON s.id = g.show_id WHERE s.id IS NULL
)
SELECT count(*) OVER () AS found, example FROM faults LIMIT $1;

-- name: p2_lines_and_tickets
WITH paid AS (
    SELECT uuid_hash_extended(l.order_id, 1) & 4095 AS bucket,
        count(*) FILTER (WHERE o.id IS NULL) AS orphans,
        count(*) FILTER (WHERE l.refund_id IS NULL
            AND o.status IN ('paid', 'partly_refunded', 'refunded')) AS n,
        coalesce(sum(uuid_hash_extended(l.ticket_id,
                uuid_hash_extended(l.order_id, l.n::bigint << 32 | l.place)))
            FILTER (WHERE l.refund_id IS NULL
                AND o.status IN ('paid', 'partly_refunded', 'refunded')), 0) AS hash
    FROM order_lines l LEFT JOIN orders o ON o.id = l.order_id GROUP BY bucket
), given AS (
    SELECT uuid_hash_extended(order_id, 1) & 4095 AS bucket, count(*) AS n,
        sum(uuid_hash_extended(id, uuid_hash_extended(order_id, n::bigint << 32 | place))) AS hash
    FROM tickets WHERE status <> 'void' GROUP BY bucket
)
SELECT coalesce(sum(p.n), 0)::bigint AS paid_lines,
    array_agg(bucket) FILTER (WHERE p.orphans > 0
        OR (coalesce(p.n, 0), coalesce(p.hash, 0)) <> (coalesce(g.n, 0), coalesce(g.hash, 0))
    ) AS suspects
FROM paid p FULL JOIN given g USING (bucket);

-- name: p2_lines_and_tickets_closely
WITH lines AS (
    SELECT l.order_id, l.n, l.place, l.ticket_id AS id, o.id IS NULL AS orphan,
        l.refund_id IS NULL AND o.status IN ('paid', 'partly_refunded', 'refunded') AS live
    FROM order_lines l LEFT JOIN orders o ON o.id = l.order_id
    WHERE uuid_hash_extended(l.order_id, 1) & 4095 = ANY($2::bigint[])
), given AS (
    SELECT order_id, n, place, id FROM tickets
    WHERE status <> 'void' AND uuid_hash_extended(order_id, 1) & 4095 = ANY($2::bigint[])
), faults AS (
    SELECT format('order %s, line %s: the order does not exist', order_id, n) AS example
    FROM lines WHERE orphan
    UNION ALL
    SELECT format('order %s, line %s: paid, and no ticket opens the door', l.order_id, l.n)
    FROM lines l LEFT JOIN given g USING (order_id, n, place, id) WHERE l.live AND g.id IS NULL
    UNION ALL
    SELECT format('ticket %s: no paid line of order %s stands behind it', g.id, g.order_id)
    FROM given g LEFT JOIN (SELECT * FROM lines WHERE live) AS l USING (order_id, n, place, id)
    WHERE l.id IS NULL
)
SELECT count(*) OVER () AS found, example FROM faults LIMIT $1;

-- name: p3_orders
-- Captured - given back = live lines + what policy kept of the others. A refund that a provider
-- refused is still owed, so it counts; the ledger has the debt.
-- Money captured that neither bought nor went back is P4's to tell. Orders that bought nothing are
-- few, so they are what is joined; what has no order at all the close look leaves to P2 and P4.
WITH unfulfilled AS MATERIALIZED (
    SELECT id FROM orders WHERE status IN ('pending', 'expired', 'cancelled', 'failed')
), money AS (
    SELECT 'payment' AS kind, p.order_id, p.currency, p.amount
    FROM payments p LEFT JOIN unfulfilled u ON u.id = p.order_id
        LEFT JOIN (SELECT DISTINCT payment_id FROM refunds) AS r ON r.payment_id = p.id
    WHERE p.status = 'succeeded' AND (r.payment_id IS NOT NULL OR u.id IS NULL)
    UNION ALL
    SELECT 'refund', order_id, currency, -amount FROM refunds
    UNION ALL
    SELECT 'line', l.order_id, '', CASE WHEN l.refund_id IS NULL THEN -(l.face + l.fee + l.tax)
        ELSE -(coalesce(l.kept_face, 0) + coalesce(l.kept_fee, 0) + coalesce(l.kept_tax, 0)) END
    FROM order_lines l LEFT JOIN unfulfilled u ON u.id = l.order_id
    WHERE u.id IS NULL
), keyed AS (
    SELECT kind, amount, uuid_hash_extended(order_id, 1) AS key FROM money
), weighed AS (
    SELECT key >> 24 & 4095 AS bucket, sum(amount * (key & 1048575 | 1)) AS balance,
        count(*) FILTER (WHERE kind = 'payment') AS captured,
        count(*) FILTER (WHERE kind = 'refund') AS refunds
    FROM keyed GROUP BY bucket
)
SELECT coalesce(sum(captured), 0)::bigint AS captured_payments,
    coalesce(sum(refunds), 0)::bigint AS refunds,
    array_agg(bucket) FILTER (WHERE balance <> 0) AS suspects
FROM weighed;

-- name: p3_orders_closely
WITH money AS (
    SELECT p.order_id, p.currency, p.amount
    FROM payments p LEFT JOIN orders o ON o.id = p.order_id
        LEFT JOIN (SELECT DISTINCT payment_id FROM refunds) AS r ON r.payment_id = p.id
    WHERE p.status = 'succeeded' AND (r.payment_id IS NOT NULL
        OR o.status IN ('paid', 'partly_refunded', 'refunded'))
    UNION ALL
    SELECT order_id, currency, -amount FROM refunds
    UNION ALL
    SELECT l.order_id, o.currency, CASE WHEN l.refund_id IS NULL THEN -(l.face + l.fee + l.tax)
        ELSE -(coalesce(l.kept_face, 0) + coalesce(l.kept_fee, 0) + coalesce(l.kept_tax, 0)) END
    FROM order_lines l JOIN orders o ON o.id = l.order_id
    WHERE o.status IN ('paid', 'partly_refunded', 'refunded')
), faults AS (
    SELECT order_id, currency, sum(amount) AS balance FROM money
    WHERE uuid_hash_extended(order_id, 1) >> 24 & 4095 = ANY($2::bigint[])
    GROUP BY order_id, currency HAVING sum(amount) <> 0
)
SELECT count(*) OVER () AS found,
    format('order %s: %s %s more captured and kept than its lines cost', order_id, balance,
        currency) AS example
FROM faults ORDER BY order_id LIMIT $1;

-- name: p3_ledger
WITH keyed AS (
    SELECT amount, uuid_hash_extended(transaction_id, hashtextextended(currency, 1)) AS key
    FROM ledger_entries
), weighed AS (
    SELECT key >> 24 & 4095 AS bucket, sum(amount * (key & 1048575 | 1)) AS balance, count(*) AS n
    FROM keyed GROUP BY bucket
)
SELECT coalesce(sum(n), 0)::bigint AS ledger_entries,
    array_agg(bucket) FILTER (WHERE balance <> 0) AS suspects
FROM weighed;

-- name: p3_ledger_closely
WITH faults AS (
    SELECT transaction_id, currency, sum(amount) AS balance FROM ledger_entries
    WHERE uuid_hash_extended(transaction_id, hashtextextended(currency, 1)) >> 24 & 4095
        = ANY($2::bigint[])
    GROUP BY transaction_id, currency HAVING sum(amount) <> 0
)
SELECT count(*) OVER () AS found,
    format('ledger transaction %s: sums to %s %s', transaction_id, balance, currency) AS example
FROM faults ORDER BY transaction_id LIMIT $1;

-- name: p3_totals
-- The whole ledger against all payments and refunds; p3_totals_closely says the same exactly.
WITH unfulfilled AS MATERIALIZED (
    SELECT id FROM orders WHERE status IN ('pending', 'expired', 'cancelled', 'failed')
), told AS (
    SELECT currency, account, sum(amount) AS amount FROM ledger_entries GROUP BY currency, account
    UNION ALL
    SELECT r.currency, CASE WHEN r.status <> 'succeeded' THEN r.account
            WHEN p.provider = 'gift_card' THEN 'gift_cards' ELSE 'provider_clearing' END,
        sum(r.amount) FROM refunds r JOIN payments p ON p.id = r.payment_id GROUP BY 1, 2
    UNION ALL
    SELECT d.currency, v.account, sum(v.amount) FROM disputes d CROSS JOIN LATERAL (VALUES
        ('provider_clearing', CASE d.status WHEN 'won' THEN 0 ELSE d.amount END),
        ('chargebacks', CASE d.status WHEN 'open' THEN -d.amount ELSE 0 END)
    ) AS v (account, amount) GROUP BY 1, 2
    UNION ALL
    SELECT p.currency, CASE p.provider WHEN 'gift_card' THEN 'gift_cards' ELSE 'provider_clearing' END,
        -sum(p.amount)
    FROM payments p LEFT JOIN unfulfilled u ON u.id = p.order_id
        LEFT JOIN (SELECT DISTINCT payment_id FROM refunds) AS r ON r.payment_id = p.id
    WHERE p.status = 'succeeded' AND (r.payment_id IS NOT NULL OR u.id IS NULL)
    GROUP BY 1, 2
    UNION ALL
    SELECT c.currency, v.account, sum(v.amount) FROM card_payments c CROSS JOIN LATERAL (VALUES
        ('provider_clearing', CASE c.refund WHEN 'succeeded' THEN 0 ELSE -c.amount END),
        ('refunds', CASE WHEN c.refund <> 'succeeded' THEN c.amount ELSE 0 END)
    ) AS v (account, amount) WHERE c.status = 'succeeded' GROUP BY 1, 2
), balances AS (
    SELECT currency, account, sum(amount) AS amount FROM told
    WHERE account IN ('provider_clearing', 'customer', 'refunds', 'chargebacks')
    GROUP BY currency, account
    UNION ALL
    SELECT currency, 'everything', sum(amount) FROM ledger_entries GROUP BY currency
)
SELECT count(DISTINCT currency) AS currencies,
    array_agg(1::bigint) FILTER (WHERE amount <> 0) AS suspects
FROM balances;

-- name: p3_totals_closely
-- What the ledger says of providers, customers, refunds and chargebacks is what payments, refunds
-- and disputes say. `told` is what is expected of each account.
WITH taken AS (
    SELECT p.currency, sum(p.amount) AS amount
    FROM payments p LEFT JOIN orders o ON o.id = p.order_id
        LEFT JOIN (SELECT DISTINCT payment_id FROM refunds) AS r ON r.payment_id = p.id
    WHERE p.status = 'succeeded' AND p.provider <> 'gift_card' AND (r.payment_id IS NOT NULL
        OR o.status IN ('paid', 'partly_refunded', 'refunded'))
    GROUP BY p.currency
), told AS (
    SELECT currency, 'provider_clearing' AS account, amount FROM taken
    UNION ALL
    SELECT r.currency, CASE WHEN r.status <> 'succeeded' THEN r.account
        WHEN p.provider = 'gift_card' THEN 'gift_cards' ELSE 'provider_clearing' END, -r.amount
    FROM refunds r JOIN payments p ON p.id = r.payment_id
    UNION ALL
    SELECT currency, 'provider_clearing', -amount FROM disputes WHERE status <> 'won'
    UNION ALL
    SELECT currency, 'chargebacks', amount FROM disputes WHERE status = 'open'
    UNION ALL
    SELECT c.currency, v.account, v.amount FROM card_payments c CROSS JOIN LATERAL (VALUES
        ('provider_clearing', CASE c.refund WHEN 'succeeded' THEN 0 ELSE c.amount END),
        ('refunds', CASE WHEN c.refund <> 'succeeded' THEN -c.amount ELSE 0 END)
    ) AS v (account, amount) WHERE c.status = 'succeeded'
), expected AS (
    SELECT currency, account, sum(amount) AS amount FROM told GROUP BY currency, account
), said AS (
    SELECT currency, account, sum(amount) AS amount FROM ledger_entries GROUP BY currency, account
), faults AS (
    SELECT format('%s: the whole ledger sums to %s', currency, sum(amount)) AS example
    FROM said GROUP BY currency HAVING sum(amount) <> 0
    UNION ALL
    SELECT format('%s: the ledger has %s at %s, payments, refunds and disputes say %s', currency,
        coalesce(s.amount, 0), account, coalesce(e.amount, 0))
    FROM said s FULL JOIN expected e USING (currency, account)
    WHERE account IN ('provider_clearing', 'customer', 'refunds', 'chargebacks')
        AND coalesce(s.amount, 0) <> coalesce(e.amount, 0)
)
-- All currencies are looked at, whatever the survey suspects.
SELECT count(*) OVER () AS found, example FROM faults WHERE $2::bigint[] IS NOT NULL LIMIT $1;

-- name: p4_captured_closely
SELECT count(*) OVER () AS found,
    format('payment %s: %s %s captured for order %s (%s), not given back', p.id, p.amount,
        p.currency, p.order_id, coalesce(o.status, 'does not exist')) AS example
FROM payments p LEFT JOIN orders o ON o.id = p.order_id
    LEFT JOIN refunds r ON r.payment_id = p.id
WHERE p.status = 'succeeded' AND p.amount > 0 AND r.id IS NULL
    AND o.status IS DISTINCT FROM 'paid' AND o.status IS DISTINCT FROM 'partly_refunded'
    AND o.status IS DISTINCT FROM 'refunded'
    AND p.ended_at < tessera_now() - make_interval(secs => $2)
ORDER BY p.id LIMIT $1;

-- name: p4_unended
SELECT count(*) FILTER (WHERE status = 'succeeded') AS captured_payments,
    count(*) FILTER (WHERE status IN ('created', 'processing')) AS payments_under_way
FROM payments;

-- name: p4_unended_closely
SELECT count(*) OVER () AS found,
    format('payment %s: %s since %s', id, status, created_at) AS example
FROM payments
WHERE status IN ('created', 'processing')
    -- Who pays on a provider's own page may take their time, while the provider is asked.
    AND coalesce(asked_at, created_at) < tessera_now() - make_interval(secs => 2 * $2)
ORDER BY created_at LIMIT $1;

-- name: p5_claims
SELECT count(*) AS claims_with_deadline FROM claims WHERE until IS NOT NULL;

-- name: p5_claims_closely
SELECT count(*) OVER () AS found,
    format('show %s, place %s: still %s, its deadline was %s', show_id, place, state, until)
        AS example
FROM claims WHERE until < tessera_now() - make_interval(secs => $2)
ORDER BY until LIMIT $1;

-- name: p6_places
WITH taken AS (
    SELECT show_id, count(*) AS n, count(*) FILTER (WHERE state = 'held') AS held,
        count(*) FILTER (WHERE state = 'pending') AS pending,
        count(*) FILTER (WHERE state = 'sold') AS sold,
        count(*) FILTER (WHERE state = 'blocked') AS blocked,
        min(place) AS lowest, max(place) AS highest
    FROM claims GROUP BY show_id
)
SELECT count(*) AS shows, coalesce(sum(s.capacity), 0)::bigint AS places,
    coalesce(sum(s.capacity - coalesce(t.n, 0)), 0)::bigint AS free,
    coalesce(sum(t.held), 0)::bigint AS held, coalesce(sum(t.pending), 0)::bigint AS pending,
    coalesce(sum(t.sold), 0)::bigint AS sold, coalesce(sum(t.blocked), 0)::bigint AS blocked,
    array_agg(s.id) FILTER (WHERE t.n > s.capacity OR t.lowest < 0 OR t.highest >= s.capacity
        OR t.held + t.pending + t.sold + t.blocked <> t.n OR p.capacity <> s.capacity
        OR (s.status = 'sold_out' AND coalesce(t.sold + t.blocked, 0) < s.capacity)) AS suspects
FROM shows s JOIN seat_plans p ON p.id = s.seat_plan_id LEFT JOIN taken t ON t.show_id = s.id;

-- name: p6_places_closely
-- A place that came back a moment ago leaves its show sold out until the worker's next round.
WITH counted AS (
    SELECT s.id, s.status, s.capacity, p.capacity AS drawn, t.*, EXISTS (
            SELECT FROM orders o WHERE o.show_id = s.id
                AND o.ended_at > tessera_now() - interval '10 seconds') AS moving
    FROM shows s JOIN seat_plans p ON p.id = s.seat_plan_id CROSS JOIN LATERAL (
        SELECT count(*) AS n, count(*) FILTER (WHERE c.place >= s.capacity OR c.place < 0) AS outside,
            count(*) FILTER (WHERE c.state IN ('sold', 'blocked')) AS gone,
            count(*) FILTER (WHERE c.state NOT IN ('held', 'pending', 'sold', 'blocked')) AS odd
        FROM claims c WHERE c.show_id = s.id
    ) AS t
    WHERE s.id = ANY($2::bigint[])
), faults AS (
    SELECT format('show %s: %s claims on %s places', id, n, capacity) AS example
    FROM counted WHERE n > capacity
    UNION ALL
    SELECT format('show %s: %s claims on places that the hall does not have', id, outside)
    FROM counted WHERE outside > 0
    UNION ALL
    SELECT format('show %s: %s claims in a state that is none', id, odd) FROM counted WHERE odd > 0
    UNION ALL
    SELECT format('show %s: sells %s places, its seat plan has %s', id, capacity, drawn)
    FROM counted WHERE drawn <> capacity
    UNION ALL
    SELECT format('show %s: sold out with %s places left', id, capacity - gone)
    FROM counted WHERE status = 'sold_out' AND gone < capacity AND NOT moving
)
SELECT count(*) OVER () AS found, example FROM faults LIMIT $1;

-- name: p7_offers
-- Uses that count: of orders that are paid and not all given back, and of those that are open.
SELECT count(*) AS offer_uses FROM offer_uses WHERE released_at IS NULL;

-- name: p7_offers_closely
WITH used AS (
    SELECT u.offer_id, u.customer, u.code FROM offer_uses u JOIN orders o ON o.id = u.order_id
    WHERE u.released_at IS NULL AND (o.status IN ('paid', 'partly_refunded')
        OR (o.status = 'pending' AND o.expires_at > tessera_now()))
), faults AS (
    SELECT format('offer %s: used %s times, %s are allowed', o.id, count(*), o.uses_max) AS example
    FROM used u JOIN offers o ON o.id = u.offer_id
    GROUP BY o.id HAVING count(*) > o.uses_max
    UNION ALL
    SELECT format('offer %s: customer %s used it %s times, %s are allowed', o.id, u.customer,
        count(*), o.uses_per_customer_max)
    FROM used u JOIN offers o ON o.id = u.offer_id WHERE o.uses_per_customer_max IS NOT NULL
    GROUP BY o.id, u.customer HAVING count(*) > o.uses_per_customer_max
    UNION ALL
    SELECT format('offer %s: code %s was used %s times', o.id, u.code, count(*))
    FROM used u JOIN offers o ON o.id = u.offer_id WHERE o.way = 'codes'
    GROUP BY o.id, u.code HAVING count(*) > 1
    UNION ALL
    SELECT format('offer %s: counted %s times, its uses are %s', c.offer_id, c.uses, count(u.offer_id))
    FROM offer_counts c LEFT JOIN offer_uses u ON u.offer_id = c.offer_id AND u.released_at IS NULL
    GROUP BY c.offer_id, c.uses HAVING c.uses <> count(u.offer_id)
    UNION ALL
    SELECT format('order %s: its use of offer %s was given back, and it is paid', u.order_id,
        u.offer_id)
    FROM offer_uses u JOIN orders o ON o.id = u.order_id
    WHERE u.released_at IS NOT NULL AND o.status IN ('paid', 'partly_refunded')
)
SELECT count(*) OVER () AS found, example FROM faults LIMIT $1;

-- name: p7_amounts
SELECT coalesce(sum(amount), 0)::bigint AS taken_off FROM offer_uses WHERE released_at IS NULL;

-- name: p7_amounts_closely
-- What an order's lines cost and what its offers took off them is what the places cost by the price
-- sheet of that version, line by line; of a ticket that got another place, before that.
WITH lowered AS (
    SELECT l.order_id, l.n, o.show_id, o.show_version, coalesce((SELECT m.was_category
            FROM seat_moves m WHERE m.order_id = l.order_id AND m.n = l.n ORDER BY m.at, m.id
            LIMIT 1), l.category) AS category,
        l.face + l.fee + l.tax + coalesce(l.came_back, 0) AS paid,
        (SELECT sum(u.amounts[l.n]) FROM offer_uses u WHERE u.order_id = l.order_id) AS taken
    FROM order_lines l JOIN orders o ON o.id = l.order_id
    WHERE l.order_id IN (SELECT order_id FROM offer_uses)
), listed AS (
    SELECT w.*, (
        SELECT (p.sheet->w.category->>'face')::bigint + (p.sheet->w.category->>'fee')::bigint
            + (p.sheet->w.category->>'tax')::bigint
        FROM price_sheets p WHERE p.show_id = w.show_id AND p.version <= w.show_version
        ORDER BY p.version DESC LIMIT 1
    ) AS asked FROM lowered w
), faults AS (
    SELECT format('order %s, line %s: costs %s, %s was taken off, the list says %s', order_id, n,
        paid, taken, asked) AS example
    FROM listed WHERE asked IS NOT NULL AND paid + taken <> asked
    UNION ALL
    SELECT format('order %s: offer %s took off %s, its lines say %s', order_id, offer_id, amount,
        (SELECT sum(a) FROM unnest(amounts) AS a))
    FROM offer_uses WHERE amount <> (SELECT sum(a) FROM unnest(amounts) AS a)
)
SELECT count(*) OVER () AS found, example FROM faults LIMIT $1;

-- name: g1_cards
SELECT count(*) AS gift_cards, coalesce(sum(balance), 0)::bigint AS on_gift_cards FROM gift_cards;

-- name: g1_cards_closely
-- A card's balance is what went onto it less what it paid; open orders hold no more than is there;
-- and the books owe what is on all cards together. What is on a card again stands in `refunds` until
-- the refund is told as sent.
WITH moved AS (
    SELECT card_id, sum(amount) AS amount FROM gift_card_moves GROUP BY card_id
), held AS (
    SELECT card_id, sum(amount) AS amount FROM gift_card_holds WHERE state = 'open' GROUP BY card_id
), books AS (
    SELECT currency, sum(amount) AS amount FROM (
        SELECT currency, balance AS amount FROM gift_cards
        UNION ALL
        SELECT currency, amount FROM ledger_entries WHERE account = 'gift_cards'
        UNION ALL
        SELECT r.currency, -r.amount FROM refunds r JOIN gift_card_moves m ON m.refund_id = r.id
        WHERE r.status <> 'succeeded'
    ) AS both_ GROUP BY currency
), faults AS (
    SELECT format('gift card %s: %s is on it, its moves say %s', c.id, c.balance,
        coalesce(m.amount, 0)) AS example
    FROM gift_cards c LEFT JOIN moved m ON m.card_id = c.id WHERE c.balance <> coalesce(m.amount, 0)
    UNION ALL
    SELECT format('gift card %s: open orders hold %s, %s is on it', c.id, h.amount, c.balance)
    FROM gift_cards c JOIN held h ON h.card_id = c.id WHERE h.amount > c.balance
    UNION ALL
    SELECT format('sale %s of a gift card is %s, with %s payments kept and %s cards', s.id, s.status,
        p.kept, count(c.id))
    FROM card_sales s LEFT JOIN gift_cards c ON c.id = s.id AND c.amount = s.amount
        CROSS JOIN LATERAL (SELECT count(*) AS kept FROM card_payments
            WHERE sale_id = s.id AND status = 'succeeded' AND refund IS NULL) AS p
    GROUP BY s.id, s.status, p.kept
    HAVING (s.status = 'pending') <> (count(c.id) = 0) OR (s.status = 'paid') <> (p.kept = 1)
    UNION ALL
    SELECT format('gift cards in %s: the books differ by %s', currency, amount)
    FROM books WHERE amount <> 0
)
SELECT count(*) OVER () AS found, example FROM faults LIMIT $1;

-- name: p8_customers
SELECT count(*) AS shows_with_limit FROM shows WHERE places_per_customer_max IS NOT NULL;

-- name: p8_customers_closely
-- Twice over: by the claims, and by what the orders say.
WITH owned AS (
    SELECT c.show_id, c.customer, count(*) AS n
    FROM shows s JOIN claims c ON c.show_id = s.id
    WHERE s.places_per_customer_max IS NOT NULL AND c.customer IS NOT NULL
        AND (c.until IS NULL OR c.until > tessera_now())
    GROUP BY c.show_id, c.customer
    UNION ALL
    SELECT o.show_id, o.customer, count(*)
    FROM shows s JOIN orders o ON o.show_id = s.id JOIN order_lines l ON l.order_id = o.id
    WHERE s.places_per_customer_max IS NOT NULL AND l.refund_id IS NULL
        AND (o.status IN ('paid', 'partly_refunded', 'refunded')
            OR (o.status = 'pending' AND o.expires_at > tessera_now()))
        -- Who was invited has bought nothing.
        AND NOT EXISTS (SELECT FROM comps i WHERE i.order_id = o.id)
    GROUP BY o.show_id, o.customer
), faults AS (
    SELECT o.show_id, o.customer, max(o.n) AS n, s.places_per_customer_max AS most
    FROM owned o JOIN shows s ON s.id = o.show_id
    WHERE o.n > s.places_per_customer_max
    GROUP BY o.show_id, o.customer, s.places_per_customer_max
)
SELECT count(*) OVER () AS found,
    format('show %s: customer %s has %s places, %s are allowed', show_id, customer, n, most)
        AS example
FROM faults ORDER BY show_id, customer LIMIT $1;

-- name: b1_numbers
-- Index-only: the primary key has all of it.
WITH numbered AS (
    SELECT organization_id, kind, count(*) AS n, min(number) AS first, max(number) AS last
    FROM invoices GROUP BY organization_id, kind
)
SELECT coalesce(sum(n), 0)::bigint AS documents,
    array_agg(DISTINCT organization_id) FILTER (WHERE i.n IS NULL AND c.last > 0
        OR i.first <> 1 OR i.last <> i.n OR c.last IS DISTINCT FROM i.last) AS suspects
FROM numbered i FULL JOIN invoice_counters c USING (organization_id, kind);

-- name: b1_numbers_closely
WITH numbered AS (
    SELECT organization_id, kind, number,
        lag(number, 1, 0::bigint) OVER (PARTITION BY organization_id, kind ORDER BY number) AS before
    FROM invoices WHERE organization_id = ANY($2::bigint[])
), faults AS (
    SELECT organization_id, kind, format('organization %s: %s %s comes after %s', organization_id,
        kind, number, before) AS example
    FROM numbered WHERE number <> before + 1
    UNION ALL
    SELECT organization_id, kind, format('organization %s: %s is the last %s, the counter says %s',
        organization_id, coalesce(max(n.number), 0), kind, coalesce(max(c.last), 0))
    FROM numbered n FULL JOIN (
        SELECT * FROM invoice_counters WHERE organization_id = ANY($2::bigint[])
    ) AS c USING (organization_id, kind)
    GROUP BY organization_id, kind HAVING coalesce(max(n.number), 0) <> coalesce(max(c.last), 0)
)
SELECT count(*) OVER () AS found, example FROM faults ORDER BY organization_id, kind LIMIT $1;

-- name: b1_sums
-- Lines of fulfilled orders against invoices, refunds of cancellations against credit notes; what
-- is still due counts as written. The documents themselves add up by a constraint.
WITH
-- Tests have neither papers nor a line in a statement (organizations/trial).
tests AS MATERIALIZED (
    SELECT o.id FROM test_periods p JOIN shows s ON s.organization_id = p.organization_id
    JOIN orders o ON o.show_id = s.id AND o.created_at >= p.since
        AND (p.until IS NULL OR o.created_at < p.until)
    WHERE NOT EXISTS (SELECT FROM payments y WHERE y.order_id = o.id AND y.status = 'succeeded'
        AND y.provider NOT IN ('mock', 'free'))
),
unfulfilled AS MATERIALIZED (
    SELECT id FROM orders WHERE status IN ('pending', 'expired', 'cancelled', 'failed')
), due AS MATERIALIZED (
    SELECT DISTINCT o.id FROM invoices_due d CROSS JOIN LATERAL unnest(d.order_ids) AS o (id)
    WHERE NOT EXISTS (SELECT FROM invoices i WHERE i.order_id = o.id AND i.kind = 'invoice')
), told AS (
    SELECT order_id AS id, face + fee + tax + coalesce(came_back, 0) AS amount
    FROM order_lines l LEFT JOIN unfulfilled u ON u.id = l.order_id
    WHERE u.id IS NULL AND l.order_id NOT IN (SELECT id FROM tests)
    UNION ALL
    SELECT order_id, -(face + fee + tax + coalesce(came_back, 0))
    FROM order_lines JOIN due ON due.id = order_id
    WHERE order_id NOT IN (SELECT id FROM tests)
    UNION ALL
    SELECT coalesce(beside, id), amount FROM refunds r WHERE account = 'refunds'
        AND r.order_id NOT IN (SELECT id FROM tests) AND NOT EXISTS (
        SELECT FROM invoices_due d WHERE d.refund_id = coalesce(r.beside, r.id))
    UNION ALL
    SELECT coalesce(refund_id, order_id), -total FROM invoices
), weighed AS (
    SELECT key >> 24 & 4095 AS bucket, sum(amount * (key & 1048575 | 1)) AS balance
    FROM (SELECT amount, uuid_hash_extended(id, 1) AS key FROM told) AS keyed GROUP BY bucket
)
SELECT array_agg(bucket) FILTER (WHERE balance <> 0) AS suspects FROM weighed;

-- name: b1_sums_closely
WITH
-- Tests have neither papers nor a line in a statement (organizations/trial).
tests AS MATERIALIZED (
    SELECT o.id FROM test_periods p JOIN shows s ON s.organization_id = p.organization_id
    JOIN orders o ON o.show_id = s.id AND o.created_at >= p.since
        AND (p.until IS NULL OR o.created_at < p.until)
    WHERE NOT EXISTS (SELECT FROM payments y WHERE y.order_id = o.id AND y.status = 'succeeded'
        AND y.provider NOT IN ('mock', 'free'))
),
sold AS (
    SELECT o.id, o.currency, sum(l.face + l.fee + l.tax + coalesce(l.came_back, 0)) AS amount
    FROM orders o JOIN order_lines l ON l.order_id = o.id
    WHERE o.status IN ('paid', 'partly_refunded', 'refunded')
        AND uuid_hash_extended(o.id, 1) >> 24 & 4095 = ANY($2::bigint[])
        AND NOT EXISTS (SELECT FROM invoices_due d WHERE o.id = ANY(d.order_ids))
        AND o.id NOT IN (SELECT id FROM tests)
    GROUP BY o.id, o.currency
), back AS (
    SELECT coalesce(beside, id) AS id, currency, sum(amount) AS amount FROM refunds r
    WHERE account = 'refunds' AND order_id NOT IN (SELECT id FROM tests)
        AND uuid_hash_extended(coalesce(beside, id), 1) >> 24 & 4095 = ANY($2::bigint[])
        AND NOT EXISTS (SELECT FROM invoices_due d WHERE d.refund_id = coalesce(r.beside, r.id))
    GROUP BY 1, 2
), written AS (
    SELECT order_id, refund_id, kind, total FROM invoices i
    WHERE uuid_hash_extended(coalesce(refund_id, order_id), 1) >> 24 & 4095 = ANY($2::bigint[])
), faults AS (
    SELECT s.id, format('order %s: its lines cost %s %s, its invoice says %s', s.id, s.amount,
        s.currency, coalesce(w.total::text, 'nothing')) AS example
    FROM sold s LEFT JOIN written w ON w.order_id = s.id AND w.kind = 'invoice'
    WHERE s.amount <> coalesce(w.total, 0)
    UNION ALL
    SELECT b.id, format('refund %s: %s %s go back, its credit note says %s', b.id, b.amount,
        b.currency, coalesce(w.total::text, 'nothing'))
    FROM back b LEFT JOIN written w ON w.refund_id = b.id
    WHERE b.amount <> coalesce(w.total, 0)
    UNION ALL
    SELECT w.order_id, format('order %s: a %s of %s for nothing', w.order_id, w.kind, w.total)
    FROM written w LEFT JOIN refunds r ON r.id = w.refund_id
        LEFT JOIN orders o ON o.id = w.order_id AND o.paid_at IS NOT NULL
    WHERE CASE w.kind WHEN 'invoice' THEN o.id IS NULL ELSE r.id IS NULL END AND w.total <> 0
)
SELECT count(*) OVER () AS found, example FROM faults ORDER BY id LIMIT $1;

-- name: b2_days
WITH
-- Tests have neither papers nor a line in a statement (organizations/trial).
tests AS MATERIALIZED (
    SELECT o.id FROM test_periods p JOIN shows s ON s.organization_id = p.organization_id
    JOIN orders o ON o.show_id = s.id AND o.created_at >= p.since
        AND (p.until IS NULL OR o.created_at < p.until)
    WHERE NOT EXISTS (SELECT FROM payments y WHERE y.order_id = o.id AND y.status = 'succeeded'
        AND y.provider NOT IN ('mock', 'free'))
),
until AS MATERIALIZED (
    SELECT day::timestamp AT TIME ZONE 'UTC' AS at FROM ledger_days_until
), told AS (
    SELECT currency, account, sum(amount) AS amount FROM ledger_entries
    WHERE at < (SELECT at FROM until) AND order_id NOT IN (SELECT id FROM tests)
    GROUP BY currency, account
    UNION ALL
    SELECT currency, account, -sum(amount) FROM ledger_days GROUP BY currency, account
)
SELECT (SELECT count(*) FROM ledger_days) AS ledger_days,
    array_agg(1::bigint) FILTER (WHERE amount <> 0) AS suspects
FROM (SELECT sum(amount) AS amount FROM told GROUP BY currency, account) AS balances;

-- name: b2_days_closely
-- Entries of orders that do not exist are nobody's, so no day has them: P2 and P4 tell of those.
WITH
-- Tests have neither papers nor a line in a statement (organizations/trial).
tests AS MATERIALIZED (
    SELECT o.id FROM test_periods p JOIN shows s ON s.organization_id = p.organization_id
    JOIN orders o ON o.show_id = s.id AND o.created_at >= p.since
        AND (p.until IS NULL OR o.created_at < p.until)
    WHERE NOT EXISTS (SELECT FROM payments y WHERE y.order_id = o.id AND y.status = 'succeeded'
        AND y.provider NOT IN ('mock', 'free'))
),
until AS MATERIALIZED (
    SELECT day::timestamp AT TIME ZONE 'UTC' AS at FROM ledger_days_until
), said AS (
    SELECT s.organization_id, (e.at AT TIME ZONE 'UTC')::date AS day, e.currency, e.account,
        sum(e.amount) AS amount
    FROM ledger_entries e JOIN orders o ON o.id = e.order_id JOIN shows s ON s.id = o.show_id
    WHERE e.at < (SELECT at FROM until) AND $2::bigint[] IS NOT NULL
        AND o.id NOT IN (SELECT id FROM tests) GROUP BY 1, 2, 3, 4
), added AS (
    SELECT organization_id, day, currency, account, sum(amount) AS amount FROM ledger_days
    GROUP BY 1, 2, 3, 4
), faults AS (
    SELECT day, format('organization %s, %s: %s %s of %s in the ledger, %s added up',
        organization_id, day, coalesce(s.amount, 0), currency, account, coalesce(a.amount, 0))
        AS example
    FROM said s FULL JOIN added a USING (organization_id, day, currency, account)
    WHERE coalesce(s.amount, 0) <> coalesce(a.amount, 0)
)
SELECT count(*) OVER () AS found, example FROM faults ORDER BY day LIMIT $1;

-- name: i1_shows
-- By show, those that nothing happened to since they were rolled up: identifiers of what was given
-- back tell when.
WITH said AS (
    SELECT scope_id AS show_id, sum(opened) AS opened, sum(orders) AS orders,
        sum(tickets) AS tickets, sum(face + fee + tax) AS paid, sum(back_tickets) AS back_tickets,
        sum(back_face + back_fee + back_tax) AS back, sum(scans) AS scans
    FROM insight_hours WHERE scope = 'show' GROUP BY 1
), ordered AS (
    SELECT show_id, count(*) AS opened, count(paid_at) AS orders,
        max(greatest(created_at, paid_at)) AS latest
    FROM orders GROUP BY 1
), bought AS (
    SELECT o.show_id, count(*) AS tickets, sum(l.face + l.fee + l.tax) AS paid,
        count(l.refund_id) AS back_tickets,
        sum(l.face - coalesce(l.kept_face, 0) + l.fee - coalesce(l.kept_fee, 0) + l.tax
            - coalesce(l.kept_tax, 0)) FILTER (WHERE l.refund_id IS NOT NULL) AS back,
        max(uuid_extract_timestamp(l.refund_id)) AS latest
    FROM order_lines l JOIN orders o ON o.id = l.order_id WHERE o.paid_at IS NOT NULL GROUP BY 1
), used AS (
    SELECT show_id, count(*) AS scans, max(used_at) AS latest
    FROM tickets WHERE status = 'used' GROUP BY 1
), moved AS (
    -- A seat that is cheaper lowers its line and sends the rest back.
    SELECT o.show_id, max(r.created_at) AS latest
    FROM refunds r JOIN orders o ON o.id = r.order_id GROUP BY 1
)
SELECT count(*) AS shows_rolled_up, array_agg(i.show_id) FILTER (WHERE
        (coalesce(s.opened, 0), coalesce(s.orders, 0), coalesce(s.tickets, 0),
            coalesce(s.paid, 0), coalesce(s.back_tickets, 0), coalesce(s.back, 0),
            coalesce(s.scans, 0))
        IS DISTINCT FROM (coalesce(o.opened, 0), coalesce(o.orders, 0), coalesce(b.tickets, 0),
            coalesce(b.paid, 0), coalesce(b.back_tickets, 0), coalesce(b.back, 0),
            coalesce(u.scans, 0))
        AND coalesce(greatest(o.latest, b.latest, u.latest, v.latest) < i.rolled_at - interval '1 minute',
            true)
        AND NOT EXISTS (SELECT FROM insight_marks m WHERE m.show_id = i.show_id)
    ) AS suspects
FROM insight_shows i LEFT JOIN said s USING (show_id) LEFT JOIN ordered o USING (show_id)
    LEFT JOIN bought b USING (show_id) LEFT JOIN used u USING (show_id)
    LEFT JOIN moved v USING (show_id);

-- name: i1_shows_closely
WITH said AS (
    SELECT scope_id AS show_id, hour, currency, orders, tickets, face + fee + tax AS paid,
        back_tickets, back_face + back_fee + back_tax AS back, scans, opened
    FROM insight_hours WHERE scope = 'show' AND scope_id = ANY($2::bigint[])
), found AS (
    SELECT show_id, hour, currency, orders, tickets, face + fee + tax AS paid, back_tickets,
        back_face + back_fee + back_tax AS back, scans, opened
    FROM insight_figures_v1($2::bigint[])
), faults AS (
    SELECT format('show %s, %s: %s tickets for %s %s rolled up, %s for %s in the orders', show_id,
        hour, coalesce(s.tickets, 0), coalesce(s.paid, 0), currency, coalesce(f.tickets, 0),
        coalesce(f.paid, 0)) AS example
    FROM said s FULL JOIN found f USING (show_id, hour, currency)
    WHERE (coalesce(s.orders, 0), coalesce(s.tickets, 0), coalesce(s.paid, 0),
            coalesce(s.back_tickets, 0), coalesce(s.back, 0), coalesce(s.scans, 0),
            coalesce(s.opened, 0))
        <> (coalesce(f.orders, 0), coalesce(f.tickets, 0), coalesce(f.paid, 0),
            coalesce(f.back_tickets, 0), coalesce(f.back, 0), coalesce(f.scans, 0),
            coalesce(f.opened, 0))
)
SELECT count(*) OVER () AS found, example FROM faults ORDER BY example LIMIT $1;

-- name: i1_levels
-- Each level against its shows, in one pass: what rows count, weighed by what they are of.
WITH counted AS (
    SELECT h.*, opened + 3 * orders + 7 * tickets + 11 * back_tickets + 13 * scans + 17 * shows
            + 19::numeric * capacity + 23 * seated + 29 * entered + 31 * awaited + 37 * no_shows
            + 41 * free_tickets + face + 3 * fee + 7 * tax + 11 * back_face + 13 * back_fee
            + 17 * back_tax AS sum,
        hashtextextended(currency, timestamp_hash_extended(hour, organization_id)) AS key
    FROM insight_hours h
), weighed AS (
    SELECT v.scope, c.sum * (hashint8extended(v.id, c.key) & 1048575 | 1) AS n
    FROM counted c JOIN insight_shows i ON i.show_id = c.scope_id CROSS JOIN LATERAL (VALUES
        ('title'::insight_scope, i.title_id), ('venue', i.venue_id),
        ('organization', i.organization_id)) AS v (scope, id)
    WHERE c.scope = 'show'
    UNION ALL
    SELECT c.scope, -c.sum * (hashint8extended(c.scope_id, c.key) & 1048575 | 1)
    FROM counted c WHERE c.scope IN ('title', 'venue', 'organization')
    UNION ALL
    -- The platform's rows are of no organization.
    SELECT 'platform', CASE c.scope WHEN 'platform' THEN -1 ELSE 1 END * c.sum
        * (hashtextextended(c.currency, timestamp_hash_extended(c.hour, 0)) & 1048575 | 1)
    FROM counted c WHERE c.scope IN ('platform', 'organization')
    UNION ALL
    -- The days beside them, as if they were a level that has no shows.
    SELECT 'show', (orders + 3 * tickets + 7 * scans + 11 * seated + face + back_face)::numeric
        * (hashint8extended(hour::date - date '2000-01-01', hashint8extended(scope_id, 1)) & 1048575 | 1)
    FROM insight_hours WHERE scope <> 'show'
    UNION ALL
    SELECT 'show', -(orders + 3 * tickets + 7 * scans + 11 * seated + face + back_face)::numeric
        * (hashint8extended(day - date '2000-01-01', hashint8extended(scope_id, 1)) & 1048575 | 1)
    FROM insight_days
)
SELECT array_agg(1::bigint) FILTER (WHERE balance <> 0) AS suspects
FROM (SELECT scope, sum(n) AS balance FROM weighed GROUP BY scope) AS balances;

-- name: i1_levels_closely
WITH expected AS (
    SELECT v.scope, v.id AS scope_id, h.hour, h.currency, sum(h.tickets) AS tickets,
        sum(h.face + h.fee + h.tax) AS paid, sum(h.opened + h.orders + h.scans) AS acts,
        sum(h.back_face + h.back_fee + h.back_tax + h.back_tickets) AS back,
        sum(h.shows + h.capacity + h.seated + h.entered + h.awaited + h.no_shows) AS seats
    FROM insight_hours h JOIN insight_shows i ON i.show_id = h.scope_id CROSS JOIN LATERAL (VALUES
        ('title'::insight_scope, i.title_id), ('venue', i.venue_id),
        ('organization', i.organization_id), ('platform', 0)) AS v (scope, id)
    WHERE h.scope = 'show' AND $2::bigint[] IS NOT NULL GROUP BY 1, 2, 3, 4
), said AS (
    SELECT scope, scope_id, hour, currency, sum(tickets) AS tickets, sum(face + fee + tax) AS paid,
        sum(opened + orders + scans) AS acts,
        sum(back_face + back_fee + back_tax + back_tickets) AS back,
        sum(shows + capacity + seated + entered + awaited + no_shows) AS seats
    FROM insight_hours WHERE scope <> 'show' GROUP BY 1, 2, 3, 4
), days AS (
    SELECT scope, scope_id, hour::date AS day, sum(orders) AS orders, sum(tickets) AS tickets,
        sum(scans) AS scans, sum(seated) AS seated, sum(face - back_face) AS face
    FROM insight_hours WHERE scope <> 'show' GROUP BY 1, 2, 3
), told AS (
    SELECT scope, scope_id, day, sum(orders) AS orders, sum(tickets) AS tickets,
        sum(scans) AS scans, sum(seated) AS seated, sum(face - back_face) AS face
    FROM insight_days GROUP BY 1, 2, 3
), faults AS (
    SELECT format('%s %s, day %s: %s tickets, its hours have %s', scope, scope_id, day,
        coalesce(t.tickets, 0), coalesce(d.tickets, 0)) AS example
    FROM told t FULL JOIN days d USING (scope, scope_id, day)
    WHERE (coalesce(t.orders, 0), coalesce(t.tickets, 0), coalesce(t.scans, 0),
            coalesce(t.seated, 0), coalesce(t.face, 0))
        <> (coalesce(d.orders, 0), coalesce(d.tickets, 0), coalesce(d.scans, 0),
            coalesce(d.seated, 0), coalesce(d.face, 0))
    UNION ALL
    SELECT format('%s %s, %s: %s tickets for %s %s rolled up, its shows have %s for %s', scope,
        scope_id, hour, coalesce(s.tickets, 0), coalesce(s.paid, 0), currency,
        coalesce(e.tickets, 0), coalesce(e.paid, 0)) AS example
    FROM said s FULL JOIN expected e USING (scope, scope_id, hour, currency)
    WHERE (coalesce(s.tickets, 0), coalesce(s.paid, 0), coalesce(s.acts, 0), coalesce(s.back, 0),
            coalesce(s.seats, 0))
        <> (coalesce(e.tickets, 0), coalesce(e.paid, 0), coalesce(e.acts, 0), coalesce(e.back, 0),
            coalesce(e.seats, 0))
)
SELECT count(*) OVER () AS found, example FROM faults ORDER BY example LIMIT $1;

-- name: w1_admissions
-- By lane: as many as were counted, and nobody beyond who is called.
WITH inside AS (
    SELECT room_id, lane, count(*) AS n, max(rank) AS most FROM admissions GROUP BY room_id, lane
), counted AS (
    SELECT id AS room_id, admitted FROM waiting_rooms
), found AS (
    SELECT c.room_id, coalesce(sum(i.n), 0) AS n,
        coalesce(sum(i.n), 0) <> c.admitted
            OR coalesce(bool_or(i.most > coalesce(l.serving, 0)), false) AS wrong
    FROM counted c LEFT JOIN inside i USING (room_id)
        LEFT JOIN waiting_lanes l USING (room_id, lane)
    GROUP BY c.room_id, c.admitted
)
SELECT count(*) AS waiting_rooms, coalesce(sum(n), 0)::bigint AS admissions,
    array_agg(room_id) FILTER (WHERE wrong) AS suspects
FROM found;

-- name: w1_admissions_closely
WITH faults AS (
    SELECT format('room %s: %s number %s was let in with rank %s, called up to %s', a.room_id,
        a.lane, a.n, a.rank, l.serving) AS example
    FROM admissions a JOIN waiting_lanes l USING (room_id, lane)
    WHERE a.room_id = ANY($2::bigint[]) AND a.rank > l.serving
    UNION ALL
    SELECT format('room %s: %s were counted in, %s are there', r.id, r.admitted,
        (SELECT count(*) FROM admissions a WHERE a.room_id = r.id))
    FROM waiting_rooms r
    WHERE r.id = ANY($2::bigint[])
        AND r.admitted <> (SELECT count(*) FROM admissions a WHERE a.room_id = r.id)
)
SELECT count(*) OVER () AS found, example FROM faults LIMIT $1;

-- name: live_shows
SELECT id, capacity FROM shows WHERE status IN ('on_sale', 'sold_out') ORDER BY starts_at, id;

-- name: e1_allotments
SELECT count(*) AS allotments, (SELECT count(*) FROM claims WHERE state = 'blocked') AS kept_back
FROM allotments;

-- name: e1_allotments_closely
-- Blocked places of an allotment are of its show, and none is left once it has ended; what was sold
-- from one is an order of that show, given away for nothing or paid at the counter.
WITH faults AS (
    SELECT format('show %s, place %s: kept by allotment %s of show %s%s', c.show_id, c.place, a.id,
        a.show_id, CASE WHEN a.ended_at IS NULL THEN '' ELSE ', which has ended' END) AS example
    FROM claims c JOIN allotments a ON a.id = c.owner
    WHERE c.state = 'blocked' AND (a.show_id <> c.show_id OR a.ended_at IS NOT NULL)
    UNION ALL
    SELECT format('order %s: sold from allotment %s of show %s', x.order_id, a.id, a.show_id)
    FROM allotment_orders x JOIN allotments a ON a.id = x.allotment_id
    LEFT JOIN orders o ON o.id = x.order_id
    WHERE o.show_id IS DISTINCT FROM a.show_id OR o.paid_at IS NULL
        OR (x.how = 'complimentary' AND o.total <> 0)
)
SELECT count(*) OVER () AS found, example FROM faults LIMIT $1;
