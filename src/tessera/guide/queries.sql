-- name: add
INSERT INTO guide_views AS v (kind, item_id, score, at)
SELECT kind, item_id, seen, tessera_now()
FROM unnest($1::text[], $2::bigint[], $3::float8[]) AS u(kind, item_id, seen)
ON CONFLICT (kind, item_id) DO UPDATE SET at = excluded.at,
    score = v.score * power(0.5, extract(epoch FROM excluded.at - v.at) / 604800) + excluded.score;

-- name: remember
INSERT INTO person_views (account_id, kind, item_id, at)
SELECT u.account_id, u.kind, u.item_id, tessera_now()
FROM unnest($1::uuid[], $2::text[], $3::bigint[]) AS u(account_id, kind, item_id)
JOIN accounts a ON a.id = u.account_id AND a.status = 'active'
ON CONFLICT (account_id, kind, item_id) DO UPDATE SET at = excluded.at;

-- name: forget
DELETE FROM person_views p USING (
    SELECT account_id, kind, item_id, row_number() OVER (PARTITION BY account_id ORDER BY at DESC) AS n
    FROM person_views WHERE account_id = ANY($1::uuid[])
) old WHERE old.n > $2 AND (p.account_id, p.kind, p.item_id) = (old.account_id, old.kind, old.item_id);

-- name: restaurants
-- Distance on a sphere (haversine), in kilometres.
SELECT r.*, CASE WHEN v.latitude IS NOT NULL AND r.latitude IS NOT NULL THEN 2 * 6371.0088 * asin(
    least(1, sqrt(power(sin(radians(r.latitude - v.latitude) / 2), 2) + cos(radians(v.latitude))
    * cos(radians(r.latitude)) * power(sin(radians(r.longitude - v.longitude) / 2), 2)))) END AS km
FROM restaurants r
LEFT JOIN (SELECT latitude::float8, longitude::float8 FROM venues WHERE id = $5) v ON true
WHERE ($1 = '' OR plain_words(r.name) LIKE '%' || plain_words($1) || '%')
    AND ($2 = '' OR lower(r.city) = lower($2))
    AND ($3 = '' OR EXISTS (SELECT FROM unnest(r.cuisines) c WHERE lower(c) = lower($3)))
    AND ($4 = 0 OR r.rating_tenths >= $4)
    AND ($5::bigint IS NULL OR v.latitude IS NOT NULL AND r.latitude IS NOT NULL)
    AND (NOT $6 OR r.rating_tenths IS NOT NULL)
    AND (r.enabled OR $7)
ORDER BY CASE WHEN $5::bigint IS NOT NULL THEN 2 * asin(least(1, sqrt(
        power(sin(radians(r.latitude - v.latitude) / 2), 2) + cos(radians(v.latitude))
        * cos(radians(r.latitude)) * power(sin(radians(r.longitude - v.longitude) / 2), 2)))) END,
    r.rating_tenths DESC NULLS LAST, r.name, r.id
LIMIT $8 OFFSET $9;

-- name: streaming
SELECT s.*, '' AS genre, '' AS because FROM streaming_titles s
LEFT JOIN guide_views v ON v.kind = 'streaming' AND v.item_id = s.id
WHERE ($1 = '' OR plain_words(s.name) LIKE '%' || plain_words($1) || '%')
    AND ($2 = '' OR lower(s.platform) = lower($2))
    AND ($3 = '' OR EXISTS (SELECT FROM unnest(s.genres) g WHERE lower(g) = lower($3)))
    AND ($4 = '' OR EXISTS (SELECT FROM unnest(s.languages) l WHERE lower(l) = lower($4)))
    AND ($5 = '' OR s.type = $5)
    AND ($6 <> 'new' OR s.added_on > (tessera_now() AT TIME ZONE 'UTC')::date - 30)
    AND ($6 <> 'trending' OR v.score IS NOT NULL)
    AND ($6 <> 'top' OR s.rating_tenths IS NOT NULL)
    AND (s.enabled OR $7)
ORDER BY CASE WHEN $6 = 'trending'
        THEN v.score * power(0.5, extract(epoch FROM tessera_now() - v.at) / 604800) END DESC NULLS LAST,
    CASE WHEN $6 IN ('', 'new') THEN s.added_on END DESC NULLS LAST,
    s.rating_tenths DESC NULLS LAST, s.name, s.id
LIMIT $8 OFFSET $9;

-- name: recommended
-- By what somebody has booked (three times as much) and looked at; without either, by rating.
WITH liked AS (
    SELECT genre, sum(weight) AS weight, max(weight) = 3 AS booked FROM (
        SELECT g AS genre, 3 AS weight FROM orders o JOIN shows s ON s.id = o.show_id
        JOIN titles t ON t.id = s.title_id, unnest(t.genres) AS g
        WHERE o.account_id = $1 AND o.paid_at IS NOT NULL
        UNION ALL
        SELECT g, 1 FROM person_views p JOIN streaming_titles s ON s.id = p.item_id,
            unnest(s.genres) AS g
        WHERE p.account_id = $1 AND p.kind = 'streaming'
    ) l GROUP BY genre
)
SELECT s.*, coalesce(f.genre, '') AS genre,
    CASE WHEN f.booked THEN 'booked' WHEN f.genre IS NOT NULL THEN 'looked_at' ELSE '' END AS because
FROM streaming_titles s
LEFT JOIN LATERAL (
    SELECT l.genre, l.booked, sum(l.weight) OVER () AS weight FROM unnest(s.genres) AS g
    JOIN liked l ON l.genre = g ORDER BY l.weight DESC, l.genre LIMIT 1
) f ON true
WHERE s.enabled AND s.rating_tenths >= $2
    AND ($3 = '' OR lower(s.platform) = lower($3))
ORDER BY coalesce(f.weight, 0) DESC, s.rating_tenths DESC, s.name, s.id LIMIT $4;

-- name: plans
SELECT * FROM streaming_plans WHERE $1 = '' OR lower(platform) = lower($1)
ORDER BY platform, amount::numeric / months, name LIMIT 500;

-- name: choices
SELECT 'city' AS facet, city AS value FROM restaurants WHERE enabled GROUP BY 2
UNION ALL SELECT 'cuisine', c FROM restaurants, unnest(cuisines) AS c WHERE enabled GROUP BY 2
UNION ALL SELECT 'platform', platform FROM streaming_titles WHERE enabled GROUP BY 2
UNION ALL SELECT 'genre', g FROM streaming_titles, unnest(genres) AS g WHERE enabled GROUP BY 2
UNION ALL SELECT 'language', l FROM streaming_titles, unnest(languages) AS l WHERE enabled GROUP BY 2
ORDER BY 1, 2 LIMIT 1000;

-- name: tables_near
SELECT * FROM (
    SELECT r.*, CASE WHEN v.latitude IS NOT NULL AND r.latitude IS NOT NULL THEN
        2 * 6371.0088 * asin(least(1, sqrt(power(sin(radians(r.latitude - v.latitude) / 2), 2)
        + cos(radians(v.latitude)) * cos(radians(r.latitude))
        * power(sin(radians(r.longitude - v.longitude) / 2), 2)))) END AS km,
        lower(r.city) = lower(v.city) AS in_city
    FROM restaurants r, (SELECT city, latitude::float8, longitude::float8 FROM venues WHERE id = $1) v
    WHERE r.enabled AND r.id = ANY($2::bigint[])
) AS found
WHERE CASE WHEN km IS NULL THEN in_city ELSE km <= $3 END
ORDER BY km NULLS LAST, rating_tenths DESC NULLS LAST, name, id LIMIT $4;

-- name: restaurants_by_id
SELECT * FROM restaurants WHERE id = ANY($1::bigint[]);

-- name: restaurants_to_choose
SELECT id, name, city FROM restaurants
WHERE id = ANY($2::bigint[]) OR enabled AND ($1::bigint IS NULL
    OR lower(city) IN (SELECT lower(city) FROM venues WHERE organization_id = $1))
ORDER BY city, name, id LIMIT 200;
