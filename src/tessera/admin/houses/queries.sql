-- name: list
SELECT id, name, status, created_at FROM organizations
WHERE ($1 = '' OR name ILIKE '%' || $1 || '%') AND ($2 = '' OR status = $2)
    AND ($3::bigint IS NULL OR id < $3)
ORDER BY id DESC LIMIT $4;

-- name: people
SELECT a.id, a.name, m.role FROM members m JOIN accounts a ON a.id = m.account_id
WHERE m.organization_id = $1 ORDER BY m.role <> 'owner', a.name, a.id LIMIT 200;
