-- name: templates_of
SELECT id, organization_id, name, sections::text AS sections, seat_plan_id, version
FROM section_templates WHERE organization_id = $1 AND id > $2 ORDER BY id LIMIT $3;

-- name: template
SELECT id, organization_id, name, sections::text AS sections, seat_plan_id, version
FROM section_templates WHERE id = $1;

-- name: template_locked
SELECT id, organization_id, name, sections::text AS sections, seat_plan_id, version
FROM section_templates WHERE id = $1 FOR NO KEY UPDATE;

-- name: enter
INSERT INTO section_templates (organization_id, name, sections, seat_plan_id)
VALUES ($1, $2, $3::text::jsonb, $4) RETURNING id;

-- name: change
UPDATE section_templates SET name = $2, sections = $3::text::jsonb, seat_plan_id = $4,
    version = version + 1
WHERE id = $1;

-- name: remove
DELETE FROM section_templates WHERE id = $1;
