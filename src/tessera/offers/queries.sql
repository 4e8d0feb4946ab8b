-- name: offers
SELECT o.id, o.organization_id, o.name, o.description, o.topic, o.currency, o.rule::text AS rule,
    o.way, o.code, o.stacks, o.listed, o.enabled, o.starts_at, o.ends_at, o.uses_max,
    o.uses_per_customer_max, o.version, c.uses, c.codes
FROM offers o JOIN offer_counts c ON c.offer_id = o.id
WHERE o.id = ANY($1::bigint[]) AND o.archived_at IS NULL ORDER BY o.id;

-- name: offers_of
-- Of one house, or of the platform (0), newest first; $3 names what is looked for.
SELECT id FROM offers
WHERE coalesce(organization_id, 0) = $1 AND archived_at IS NULL AND ($2::bigint IS NULL OR id < $2)
    AND ($3::text IS NULL OR name ILIKE '%' || $3 || '%' OR code = upper($3))
ORDER BY id DESC LIMIT $4;

-- name: lock_offer
SELECT id FROM offers WHERE id = $1 AND archived_at IS NULL FOR UPDATE;

-- name: enter_offer
INSERT INTO offers (organization_id, name, description, topic, currency, rule, way, code, stacks,
    listed, enabled, starts_at, ends_at, uses_max, uses_per_customer_max)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) RETURNING id;

-- name: begin_counting
INSERT INTO offer_counts (offer_id) VALUES ($1);

-- name: change_offer
UPDATE offers SET name = $2, description = $3, topic = $4, rule = $5, way = $6, code = $7,
    stacks = $8, listed = $9, enabled = $10, starts_at = $11, ends_at = $12, uses_max = $13,
    uses_per_customer_max = $14, version = version + 1
WHERE id = $1;

-- name: archive_offer
UPDATE offers SET archived_at = tessera_now(), enabled = false, version = version + 1 WHERE id = $1;

-- name: concerned
-- Who has offers that nobody needs to ask for (0 is the platform); who has some that go with a
-- restaurant, which an order has to name; whether any offer binds an order to a way to pay, and
-- whether any ever went with a restaurant.
WITH known AS (
    SELECT coalesce(organization_id, 0) AS house, rule, way = 'automatic' AS automatic,
        enabled AND archived_at IS NULL AS live,
        rule->>'combines_restaurant_id' IS NOT NULL
            OR jsonb_array_length(coalesce(rule->'combines_restaurant_ids', '[]')) > 0 AS combines
    FROM offers
)
SELECT coalesce(array_agg(DISTINCT house) FILTER (WHERE automatic AND live AND NOT combines), '{}')
        AS organizations,
    coalesce(array_agg(DISTINCT house) FILTER (WHERE live AND combines), '{}') AS combining,
    coalesce(bool_or(rule->'providers' <> '[]'::jsonb), false) AS bound,
    coalesce(bool_or(combines), false) AS tables
FROM known;

-- name: candidates
-- What may hold for an order: the automatic ones of the house and the platform, and the one with the
-- code; a house's own code comes before the platform's.
SELECT id, (code <> '' OR way = 'codes') AS asked FROM (
    SELECT id, '' AS code, way FROM offers
    WHERE way = 'automatic' AND enabled AND archived_at IS NULL
        AND coalesce(organization_id, 0) IN (0, $1)
    UNION ALL
    (SELECT id, code, way FROM (
        SELECT id, code, way, coalesce(organization_id, 0) AS house FROM offers
        WHERE code = $2 AND $2 <> '' AND archived_at IS NULL
            AND coalesce(organization_id, 0) IN (0, $1)
        UNION ALL
        SELECT offer_id, code, 'codes', organization_id FROM offer_codes
        WHERE code = $2 AND $2 <> '' AND organization_id IN (0, $1)
    ) AS typed ORDER BY house DESC, id LIMIT 1)
) AS found
ORDER BY id LIMIT 50;

-- name: lock_counts
-- In order, and before anything else of the transaction (docs/decisions/0068).
SELECT offer_id, uses FROM offer_counts WHERE offer_id = ANY($1::bigint[])
ORDER BY offer_id FOR UPDATE;

-- name: customer_uses
SELECT offer_id, count(*) AS uses FROM offer_uses
WHERE offer_id = ANY($1::bigint[]) AND customer = $2 AND released_at IS NULL GROUP BY offer_id;

-- name: release_uses
SELECT release_uses_v1($1, $2) AS released;

-- name: release_use
SELECT release_use_v1($1) AS released;

-- name: lapsed_offers
-- Of orders whose deadline has passed: all offers that they use.
SELECT DISTINCT x.offer_id FROM offer_uses x WHERE x.released_at IS NULL AND x.order_id IN (
    SELECT u.order_id FROM offer_uses u
    WHERE u.released_at IS NULL AND NOT u.kept AND u.until <= tessera_now() LIMIT $1)
ORDER BY x.offer_id;

-- name: use_offers
INSERT INTO offer_uses (order_id, offer_id, customer, code, amounts, amount, currency, providers, at,
    until, restaurant_id)
SELECT $1, n.offer_id, $2, n.code, n.amounts::bigint[], n.amount, $3, $4, $5, $6, n.restaurant_id
FROM unnest($7::bigint[], $8::text[], $9::text[], $10::bigint[], $11::bigint[])
    AS n (offer_id, code, amounts, amount, restaurant_id);

-- name: count_uses
UPDATE offer_counts SET uses = uses + 1 WHERE offer_id = ANY($1::bigint[]);

-- name: take_code
UPDATE offer_codes SET order_id = $3
WHERE organization_id = $1 AND code = $2 AND order_id IS NULL RETURNING offer_id;

-- name: code_order
SELECT order_id FROM offer_codes WHERE organization_id = $1 AND code = $2 AND offer_id = $3;

-- name: bought_before
SELECT EXISTS (
    SELECT FROM orders o JOIN shows s ON s.id = o.show_id
    WHERE o.account_id = $1 AND o.paid_at IS NOT NULL AND s.organization_id = $2
) OR EXISTS (
    SELECT FROM orders o JOIN shows s ON s.id = o.show_id
    WHERE o.account_id = $1 AND o.status = 'pending' AND s.organization_id = $2
) AS before;

-- name: uses_of_order
SELECT u.order_id, u.offer_id, o.name, u.amount, u.amounts, u.released_at IS NOT NULL AS released,
    coalesce(u.restaurant_id, (o.rule->>'combines_restaurant_id')::bigint) AS restaurant_id
FROM offer_uses u JOIN offers o ON o.id = u.offer_id
WHERE u.order_id = $1 ORDER BY u.offer_id;

-- name: providers_of_order
SELECT providers FROM offer_uses WHERE order_id = $1 AND cardinality(providers) > 0 LIMIT 1;

-- name: enter_codes
INSERT INTO offer_codes (organization_id, code, offer_id)
SELECT $1, code, $2 FROM unnest($3::text[]) AS n (code) ORDER BY code
ON CONFLICT DO NOTHING RETURNING code;

-- name: count_codes
UPDATE offer_counts SET codes = codes + $2 WHERE offer_id = $1 RETURNING codes;

-- name: codes_after
SELECT c.code, c.order_id IS NOT NULL AS used, o.reference FROM offer_codes c
LEFT JOIN orders o ON o.id = c.order_id
WHERE c.offer_id = $1 AND c.code > $2 ORDER BY c.code LIMIT $3;

-- name: statistics
-- Of paid orders: uses, what they cost, what the orders brought; and those open now.
SELECT count(*) FILTER (WHERE o.paid_at IS NOT NULL) AS paid,
    count(*) FILTER (WHERE o.status = 'pending' AND u.released_at IS NULL) AS open,
    count(*) FILTER (WHERE u.released_at IS NOT NULL) AS released,
    count(DISTINCT u.customer) FILTER (WHERE o.paid_at IS NOT NULL) AS customers,
    coalesce(sum(u.amount) FILTER (WHERE o.paid_at IS NOT NULL), 0)::bigint AS cost,
    coalesce(sum(l.total) FILTER (WHERE o.paid_at IS NOT NULL), 0)::bigint AS brought,
    coalesce(sum(l.places) FILTER (WHERE o.paid_at IS NOT NULL), 0)::bigint AS places
FROM offer_uses u JOIN orders o ON o.id = u.order_id CROSS JOIN LATERAL (
    SELECT sum(face + fee + tax) AS total, count(*) AS places FROM order_lines
    WHERE order_id = u.order_id
) AS l
WHERE u.offer_id = $1;

-- name: uses_by_day
SELECT (u.at AT TIME ZONE $2)::date AS day, count(*) AS uses, sum(u.amount)::bigint AS cost
FROM offer_uses u JOIN orders o ON o.id = u.order_id
WHERE u.offer_id = $1 AND o.paid_at IS NOT NULL AND u.at > tessera_now() - interval '31 days'
GROUP BY day ORDER BY day;

-- name: listed
-- What everybody may see: of approved houses, switched on, now; $1 topic, $2 house.
SELECT o.id, g.name AS organization FROM offers o JOIN offer_counts c ON c.offer_id = o.id
LEFT JOIN organizations g ON g.id = o.organization_id
WHERE o.listed AND o.enabled AND o.archived_at IS NULL
    AND (o.organization_id IS NULL OR g.status = 'approved')
    AND (o.starts_at IS NULL OR o.starts_at <= tessera_now())
    AND (o.ends_at IS NULL OR o.ends_at > tessera_now())
    AND (o.uses_max IS NULL OR c.uses < o.uses_max)
    AND ($1::text IS NULL OR o.topic = $1) AND ($2::bigint IS NULL OR o.organization_id = $2)
ORDER BY o.id DESC LIMIT $3 OFFSET $4;

-- name: topics
SELECT o.topic, count(*) AS offers FROM offers o LEFT JOIN organizations g ON g.id = o.organization_id
WHERE o.listed AND o.enabled AND o.archived_at IS NULL
    AND (o.organization_id IS NULL OR g.status = 'approved')
    AND (o.starts_at IS NULL OR o.starts_at <= tessera_now())
    AND (o.ends_at IS NULL OR o.ends_at > tessera_now())
GROUP BY o.topic ORDER BY o.topic;

-- name: trending
-- The ten used most in thirty days, of those that everybody may see.
SELECT o.id, g.name AS organization, count(u.order_id) AS uses
FROM offers o LEFT JOIN organizations g ON g.id = o.organization_id
JOIN offer_uses u ON u.offer_id = o.id AND u.released_at IS NULL
    AND u.at > tessera_now() - interval '30 days'
WHERE o.listed AND o.enabled AND o.archived_at IS NULL
    AND (o.organization_id IS NULL OR g.status = 'approved')
    AND (o.ends_at IS NULL OR o.ends_at > tessera_now())
    AND (o.starts_at IS NULL OR o.starts_at <= tessera_now())
GROUP BY o.id, g.name ORDER BY uses DESC, o.id LIMIT 10;

-- name: house_of
SELECT currency, timezone, status FROM organizations WHERE id = $1;

-- name: titles_to_choose
-- What a house shows from now on, and what it chose before.
SELECT t.id, t.name FROM titles t
WHERE t.id = ANY($2::bigint[]) OR t.id IN (
    SELECT s.title_id FROM shows s
    WHERE ($1::bigint IS NULL OR s.organization_id = $1) AND s.starts_at > tessera_now()
    GROUP BY s.title_id LIMIT 200)
ORDER BY t.name, t.id LIMIT 200;

-- name: venues_to_choose
SELECT id, name || ', ' || city AS name FROM venues
WHERE ($1::bigint IS NULL OR organization_id = $1) OR id = ANY($2::bigint[])
ORDER BY name, id LIMIT 200;
