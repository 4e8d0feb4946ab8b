-- name: chunks
-- One sitemap for each 50,000 numbers: a title never moves to another one.
SELECT 'titles' AS kind, title_id / $1 AS chunk, count(*) AS urls FROM title_search
WHERE listed GROUP BY 2
UNION ALL
SELECT 'shows', id / $1, count(*) FROM shows
WHERE status IN ('scheduled', 'on_sale', 'sold_out') AND starts_at > tessera_now()
    AND NOT unlisted GROUP BY 2
ORDER BY 1, 2;

-- name: titles
SELECT title_id AS id FROM title_search WHERE listed AND title_id >= $1 AND title_id < $2
ORDER BY 1;

-- name: shows
SELECT s.id FROM shows s JOIN titles t ON t.id = s.title_id
WHERE s.status IN ('scheduled', 'on_sale', 'sold_out') AND s.starts_at > tessera_now()
    AND NOT s.unlisted AND t.enabled AND s.id >= $1 AND s.id < $2
ORDER BY 1;

-- name: organization
SELECT name FROM organizations WHERE id = $1 AND status = 'approved';

-- name: venue
SELECT name FROM venues WHERE id = $1 AND enabled;
