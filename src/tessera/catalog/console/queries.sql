-- name: managed
SELECT t.*, n.shows, n.next_at, n.timezone
FROM titles t
LEFT JOIN LATERAL (
    SELECT count(*) AS shows, min(s.starts_at) AS next_at,
        (array_agg(v.timezone ORDER BY s.starts_at))[1] AS timezone
    FROM shows s JOIN halls h ON h.id = s.hall_id JOIN venues v ON v.id = h.venue_id
    WHERE s.title_id = t.id AND s.starts_at > tessera_now() AND s.status NOT IN ('cancelled')
) n ON true
WHERE t.organization_id IS NOT DISTINCT FROM $1
    AND ($2 = '' OR t.name ILIKE '%' || $2 || '%' OR t.director ILIKE '%' || $2 || '%')
    AND ($3 = '' AND t.status <> 'archived' OR t.status = $3)
    AND ($4 = '' OR t.kind = $4)
ORDER BY n.next_at NULLS LAST, t.id DESC LIMIT $5 OFFSET $6;

-- name: ids
SELECT t.id FROM titles t
WHERE t.organization_id IS NOT DISTINCT FROM $1
    AND ($2 = '' OR t.name ILIKE '%' || $2 || '%' OR t.director ILIKE '%' || $2 || '%')
    AND ($3 = '' AND t.status <> 'archived' OR t.status = $3)
    AND ($4 = '' OR t.kind = $4)
ORDER BY t.id LIMIT $5;
