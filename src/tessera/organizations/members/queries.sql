-- name: invite
-- Asked again, with another role perhaps: the same invitation, good for longer.
INSERT INTO invitations (id, organization_id, email, role, invited_by, created_at, expires_at)
VALUES ($1, $2, $3, $4, $5, tessera_now(), tessera_now() + make_interval(days => $6))
ON CONFLICT (organization_id, lower(email)) WHERE ended_at IS NULL DO UPDATE
    SET role = $4, invited_by = $5, expires_at = tessera_now() + make_interval(days => $6)
RETURNING id;

-- name: one
SELECT i.id, i.organization_id, o.name AS organization, i.email, i.role, a.name AS invited_by,
    i.created_at, i.expires_at
FROM invitations i JOIN organizations o ON o.id = i.organization_id
JOIN accounts a ON a.id = i.invited_by
WHERE i.id = $1 AND i.ended_at IS NULL AND i.expires_at > tessera_now();

-- name: of_organization
SELECT i.id, i.organization_id, o.name AS organization, i.email, i.role, a.name AS invited_by,
    i.created_at, i.expires_at
FROM invitations i JOIN organizations o ON o.id = i.organization_id
JOIN accounts a ON a.id = i.invited_by
WHERE i.organization_id = $1 AND i.ended_at IS NULL AND i.expires_at > tessera_now()
ORDER BY i.id LIMIT 200;

-- name: of_email
SELECT i.id, i.organization_id, o.name AS organization, i.email, i.role, a.name AS invited_by,
    i.created_at, i.expires_at
FROM invitations i JOIN organizations o ON o.id = i.organization_id
JOIN accounts a ON a.id = i.invited_by
WHERE lower(i.email) = lower($1) AND i.ended_at IS NULL AND i.expires_at > tessera_now()
ORDER BY i.id LIMIT 50;

-- name: end
UPDATE invitations SET ended_at = tessera_now(), outcome = $2
WHERE id = $1 AND ended_at IS NULL AND expires_at > tessera_now() RETURNING id;

-- name: member_of_email
SELECT m.role FROM members m JOIN accounts a ON a.id = m.account_id
WHERE m.organization_id = $1 AND lower(a.email) = lower($2);

-- name: roles
-- Locked in one order, so that two owners cannot remove each other at once.
SELECT account_id, role FROM members WHERE organization_id = $1 ORDER BY account_id FOR UPDATE;
