-- name: facets
-- $1: titles.
WITH t AS MATERIALIZED (
    SELECT kind, genres, languages, certificate, cities, formats, prices FROM title_search
    WHERE title_id = ANY($1::bigint[])
)
SELECT 'genre' AS facet, value, count(*) AS titles FROM t, unnest(genres) AS value GROUP BY 2
UNION ALL
SELECT 'language', value, count(*) FROM t, unnest(languages) AS value GROUP BY 2
UNION ALL
SELECT 'certificate', certificate, count(*) FROM t WHERE certificate <> '' GROUP BY 2
UNION ALL
SELECT 'kind', kind, count(*) FROM t GROUP BY 2
UNION ALL
SELECT 'city', value, count(*) FROM t, unnest(cities) AS value GROUP BY 2
UNION ALL
SELECT 'format', value, count(*) FROM t, unnest(formats) AS value GROUP BY 2
UNION ALL
SELECT 'price', value, count(*) FROM t, unnest(prices) AS value GROUP BY 2;

-- name: totals
SELECT facet, value, sum(titles)::integer AS titles FROM title_totals
WHERE $1 = '' OR kind = $1 OR $1 = 'event' AND kind <> 'film'
GROUP BY 1, 2;

-- name: forget_totals
DELETE FROM title_totals;

-- name: add_totals
INSERT INTO title_totals (kind, facet, value, titles)
SELECT t.kind, f.facet, f.value, count(*) FROM title_search t, LATERAL (
    SELECT 'genre' AS facet, unnest(genres) AS value
    UNION ALL SELECT 'language', unnest(languages)
    UNION ALL SELECT 'certificate', nullif(certificate, '')
    UNION ALL SELECT 'kind', t.kind
    UNION ALL SELECT 'city', unnest(cities)
    UNION ALL SELECT 'format', unnest(formats)
    UNION ALL SELECT 'price', unnest(prices)
) f WHERE t.listed AND f.value IS NOT NULL GROUP BY 1, 2, 3
ON CONFLICT (kind, facet, value) DO UPDATE SET titles = excluded.titles;

-- name: city
-- As its venues write it, however it is asked for.
SELECT city FROM venues WHERE lower(city) = lower($1) LIMIT 1;

-- name: known
-- Which of these beginnings any title has.
SELECT w FROM unnest($1::text[]) AS w WHERE EXISTS (
    SELECT FROM title_search WHERE listed
        AND words @@ to_tsquery('tessera_plain', quote_literal(w) || ':*'));

-- name: lapsed
-- Titles whose next show has begun: their days are set anew.
SELECT title_id FROM title_search WHERE listed AND next_at <= tessera_now()
ORDER BY next_at, title_id LIMIT $1;

-- name: refresh
SELECT refresh_title_search($1::bigint[]);
