-- name: providers
SELECT provider, enabled, key_id, sealed FROM organization_providers
WHERE organization_id = $1 ORDER BY position, provider;

-- name: keyed
SELECT organization_id, provider FROM organization_providers
WHERE sealed IS NOT NULL AND (organization_id, provider) > ($1, $2)
ORDER BY organization_id, provider LIMIT $3;
