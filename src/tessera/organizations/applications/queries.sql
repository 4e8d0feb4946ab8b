-- name: enter
INSERT INTO organizations (name, slug, status, currency, timezone, address, tax_number)
VALUES ($1, $2, 'pending', $3, $4, $5, $6) RETURNING id;

-- name: rewrite
UPDATE organizations SET name = $2, status = 'pending', currency = $3, timezone = $4, address = $5,
    tax_number = $6 WHERE id = $1;

-- name: apply
INSERT INTO applications (organization_id, account_id, status, country, city, postal_code, latitude,
    longitude, phone, note, submitted_at)
VALUES ($1, $2, 'pending', $3, $4, $5, $6, $7, $8, $9, tessera_now())
ON CONFLICT (organization_id) DO UPDATE SET status = 'pending', country = $3, city = $4,
    postal_code = $5, latitude = $6, longitude = $7, phone = $8, note = $9,
    submitted_at = tessera_now(), decided_at = NULL, decided_by = NULL, reason = '';

-- name: pending_of
SELECT organization_id FROM applications WHERE account_id = $1 AND status = 'pending';

-- name: lock
SELECT status, account_id FROM applications WHERE organization_id = $1 FOR UPDATE;

-- name: decide
UPDATE applications SET status = $2, decided_at = tessera_now(), decided_by = $3, reason = $4
WHERE organization_id = $1;

-- name: withdraw
UPDATE applications SET status = 'withdrawn' WHERE organization_id = $1;

-- name: set_status
UPDATE organizations SET status = $2 WHERE id = $1;

-- name: one
SELECT p.*, o.name, o.address, o.currency, o.timezone, o.tax_number, a.name AS applicant, a.email
FROM applications p JOIN organizations o ON o.id = p.organization_id
JOIN accounts a ON a.id = p.account_id WHERE p.organization_id = $1;

-- name: of_account
SELECT p.*, o.name, o.address, o.currency, o.timezone, o.tax_number, a.name AS applicant, a.email
FROM applications p JOIN organizations o ON o.id = p.organization_id
JOIN accounts a ON a.id = p.account_id WHERE p.account_id = $1
ORDER BY p.submitted_at DESC LIMIT 20;

-- name: of_status
-- The oldest first: who waits longest is looked at first.
SELECT p.*, o.name, o.address, o.currency, o.timezone, o.tax_number, a.name AS applicant, a.email
FROM applications p JOIN organizations o ON o.id = p.organization_id
JOIN accounts a ON a.id = p.account_id
WHERE p.status = $1 AND p.organization_id > $2 ORDER BY p.organization_id LIMIT $3;

-- name: documents
SELECT id, name, media_type, octet_length(bytes) AS size, created_at FROM application_documents
WHERE organization_id = $1 ORDER BY id;

-- name: add_document
INSERT INTO application_documents (id, organization_id, name, media_type, bytes)
VALUES ($1, $2, $3, $4, $5);

-- name: document
SELECT name, media_type, bytes FROM application_documents WHERE organization_id = $1 AND id = $2;

-- name: remove_document
DELETE FROM application_documents WHERE organization_id = $1 AND id = $2 RETURNING id;

-- name: told
SELECT a.email, a.name, a.locale, o.name AS organization, p.status, p.reason, p.submitted_at
FROM applications p JOIN organizations o ON o.id = p.organization_id
JOIN accounts a ON a.id = p.account_id WHERE p.organization_id = $1;
