-- name: drafts_of
SELECT id, organization_id, name, hall_id, seat_plan_id, capacity, version, changed_at,
    picture IS NOT NULL AS pictured
FROM plan_drafts WHERE organization_id = $1 AND id > $2 ORDER BY id LIMIT $3;

-- name: draft
SELECT id, organization_id, name, hall_id, seat_plan_id, capacity, version, changed_at,
    picture IS NOT NULL AS pictured
FROM plan_drafts WHERE id = $1;

-- name: draft_locked
SELECT id, organization_id, name, hall_id, seat_plan_id, capacity, version, changed_at,
    picture IS NOT NULL AS pictured
FROM plan_drafts WHERE id = $1 FOR NO KEY UPDATE;

-- name: document
SELECT document FROM plan_drafts WHERE id = $1;

-- name: picture
SELECT picture FROM plan_drafts WHERE id = $1;

-- name: how_many
SELECT count(*) AS n FROM plan_drafts WHERE organization_id = $1;

-- name: begin
INSERT INTO plan_drafts (organization_id, name, hall_id, seat_plan_id, document, capacity)
VALUES ($1, $2, $3, $4, $5, $6) RETURNING id;

-- name: save
UPDATE plan_drafts SET document = $2, name = $3, capacity = $4, version = version + 1,
    changed_at = now()
WHERE id = $1;

-- name: keep_picture
UPDATE plan_drafts SET picture = $2, changed_at = now() WHERE id = $1;

-- name: published
UPDATE plan_drafts SET seat_plan_id = $2, hall_id = coalesce($3, hall_id) WHERE id = $1;

-- name: drop
DELETE FROM plan_drafts WHERE id = $1;

-- name: hall_of_house
SELECT h.id FROM halls h JOIN venues v ON v.id = h.venue_id
WHERE h.id = $1 AND v.organization_id = $2;
