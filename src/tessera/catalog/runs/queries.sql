-- name: standings
SELECT t.id, t.organization_id, t.name, t.status, t.enabled, count(s.id) AS shows,
    count(s.id) FILTER (WHERE s.status IN ('draft', 'scheduled', 'on_sale', 'sold_out', 'running'))
        AS active
FROM titles t LEFT JOIN shows s ON s.title_id = t.id
WHERE t.id = ANY($1::bigint[]) AND t.organization_id IS NOT DISTINCT FROM $2
GROUP BY t.id ORDER BY t.name, t.id;

-- name: begin
INSERT INTO title_runs (id, organization_id, account_id, action, undo_of, created_at)
VALUES ($1, $2, $3, $4, $5, tessera_now());

-- name: add
INSERT INTO title_run_titles (run_id, title_id, name)
SELECT $1, t.id, t.name FROM titles t
WHERE t.id = ANY($2::bigint[]) AND t.organization_id IS NOT DISTINCT FROM $3;

-- name: add_undone
INSERT INTO title_run_titles (run_id, title_id, name, was, left_version)
SELECT $1, r.title_id, r.name, r.was, r.left_version FROM title_run_titles r
WHERE r.run_id = $2 AND r.was IS NOT NULL AND r.outcome IN ('done', 'archived');

-- name: one
SELECT r.id, r.organization_id, r.action, r.undo_of, r.created_at, r.ended_at,
    (SELECT u.id FROM title_runs u WHERE u.undo_of = r.id) AS undone_by,
    count(t.title_id) AS titles, count(t.outcome) AS looked_at,
    count(*) FILTER (WHERE t.outcome = 'done') AS done,
    count(*) FILTER (WHERE t.outcome = 'unchanged') AS unchanged,
    count(*) FILTER (WHERE t.outcome = 'archived') AS archived,
    count(*) FILTER (WHERE t.outcome = 'refused') AS refused,
    count(*) FILTER (WHERE t.outcome = 'gone') AS gone,
    count(*) FILTER (WHERE r.action <> 'undo' AND t.was IS NOT NULL
        AND t.outcome IN ('done', 'archived')) AS undoable
FROM title_runs r LEFT JOIN title_run_titles t ON t.run_id = r.id
WHERE r.id = $1 GROUP BY r.id;

-- name: lines
SELECT title_id, name, outcome FROM title_run_titles WHERE run_id = $1
ORDER BY outcome IS NULL, outcome DESC, name, title_id LIMIT $2;

-- name: take
SELECT title_id FROM title_run_titles WHERE run_id = $1 AND outcome IS NULL
ORDER BY title_id LIMIT $2;

-- name: taken
SELECT was::text AS was, left_version FROM title_run_titles
WHERE run_id = $1 AND title_id = $2 AND outcome IS NULL FOR UPDATE;

-- name: note
UPDATE title_run_titles SET outcome = $3, was = $4::text::jsonb, left_version = $5
WHERE run_id = $1 AND title_id = $2;

-- name: end
UPDATE title_runs SET ended_at = tessera_now() WHERE id = $1 AND ended_at IS NULL;
