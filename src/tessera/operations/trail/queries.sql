-- name: lines
SELECT l.n, l.at, l.account_id, a.name AS account_name, a.email AS account_email, l.acting_as,
    l.address, l.request_id, l.action, l.subject_kind, l.subject_id, l.organization_id,
    l.before, l.after, l.reason
FROM audit_log l LEFT JOIN accounts a ON a.id = l.account_id
WHERE ($1::bigint IS NULL OR l.n < $1)
    AND ($2::bigint IS NULL OR l.organization_id = $2)
    AND ($3 = '' OR l.account_id::text = $3 OR lower(a.email) = lower($3))
    AND starts_with(l.action, $4)
    AND ($5 = '' OR l.subject_kind = $5)
    AND ($6 = '' OR l.subject_id = $6)
    AND ($7::date IS NULL OR l.at >= $7::timestamp AT TIME ZONE 'UTC')
    AND ($8::date IS NULL OR l.at < ($8 + 1)::timestamp AT TIME ZONE 'UTC')
ORDER BY l.n DESC LIMIT $9;
