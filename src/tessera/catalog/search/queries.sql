-- name: facets
-- $1: titles. Days that are over count no more, though a worker has not yet swept them.
WITH t AS MATERIALIZED (
    SELECT title_id, kind, genres, languages, certificate FROM title_search
    WHERE title_id = ANY($1::bigint[])
), d AS MATERIALIZED (
    SELECT title_id, city, formats, currency, price_from FROM title_days
    WHERE title_id = ANY($1::bigint[]) AND last_at > tessera_now()
)
SELECT 'genre' AS facet, value, count(*) AS titles FROM t, unnest(genres) AS value GROUP BY 2
UNION ALL
SELECT 'language', value, count(*) FROM t, unnest(languages) AS value GROUP BY 2
UNION ALL
SELECT 'certificate', certificate, count(*) FROM t WHERE certificate <> '' GROUP BY 2
UNION ALL
SELECT 'kind', kind, count(*) FROM t GROUP BY 2
UNION ALL
SELECT 'city', city, count(DISTINCT title_id) FROM d GROUP BY 2
UNION ALL
SELECT 'format', value, count(DISTINCT title_id) FROM d, unnest(formats) AS value GROUP BY 2
UNION ALL
SELECT 'price', currency || ':' || price_from, count(*) FROM (
    SELECT title_id, currency, min(price_from) AS price_from FROM d
    WHERE price_from IS NOT NULL GROUP BY 1, 2
) p GROUP BY currency, price_from;

-- name: totals
SELECT facet, value, sum(titles)::integer AS titles FROM title_totals
WHERE $1 = '' OR kind = $1 OR $1 = 'event' AND kind <> 'film'
GROUP BY 1, 2;

-- name: forget_totals
DELETE FROM title_totals;

-- name: add_totals
INSERT INTO title_totals (kind, facet, value, titles)
SELECT kind, facet, value, count(*) FROM (
    SELECT kind, 'genre' AS facet, unnest(genres) AS value FROM title_search WHERE listed
    UNION ALL
    SELECT kind, 'language', unnest(languages) FROM title_search WHERE listed
    UNION ALL
    SELECT kind, 'certificate', certificate FROM title_search WHERE listed AND certificate <> ''
    UNION ALL
    SELECT kind, 'kind', kind FROM title_search WHERE listed
) f GROUP BY 1, 2, 3
UNION ALL
SELECT t.kind, 'city', d.city, count(DISTINCT t.title_id) FROM title_search t
JOIN title_days d USING (title_id) WHERE listed AND d.last_at > tessera_now() GROUP BY 1, 3
UNION ALL
SELECT t.kind, 'format', f, count(DISTINCT t.title_id) FROM title_search t
JOIN title_days d USING (title_id), unnest(d.formats) AS f
WHERE listed AND d.last_at > tessera_now() GROUP BY 1, 3
UNION ALL
SELECT kind, 'price', currency || ':' || price_from, count(*) FROM (
    SELECT t.kind, t.title_id, d.currency, min(d.price_from) AS price_from FROM title_search t
    JOIN title_days d USING (title_id)
    WHERE listed AND d.last_at > tessera_now() AND d.price_from IS NOT NULL GROUP BY 1, 2, 3
) p GROUP BY kind, currency, price_from;

-- name: lapsed
-- Titles whose next show has begun: their days are set anew.
SELECT title_id FROM title_search WHERE listed AND next_at <= tessera_now()
ORDER BY next_at, title_id LIMIT $1;

-- name: refresh
SELECT refresh_title_search($1::bigint[]);
