-- name: list
SELECT id, email, name, role, status, created_at, blocked_at, blocked_reason FROM accounts
WHERE ($1 = '' OR email ILIKE '%' || $1 || '%' OR name ILIKE '%' || $1 || '%')
    AND ($2 = '' OR status = $2) AND ($3 = '' OR role = $3)
    AND ($4::uuid IS NULL OR id < $4)
ORDER BY id DESC LIMIT $5;

-- name: one
SELECT id, email, name, role, status, created_at, blocked_at, blocked_reason,
    (SELECT count(*) FROM sessions s WHERE s.account_id = a.id AND s.kind <> 'access'
        AND s.ended_at IS NULL AND s.used_at IS NULL AND s.expires_at > tessera_now()) AS sessions,
    (SELECT count(*) FROM orders o WHERE o.account_id = a.id AND o.paid_at IS NOT NULL) AS orders,
    (SELECT count(*) FROM factors f WHERE f.account_id = a.id AND f.confirmed_at IS NOT NULL)
        + (SELECT count(*) FROM passkeys p WHERE p.account_id = a.id) AS factors
FROM accounts a WHERE id = $1;

-- name: works
SELECT m.organization_id, o.name AS organization, m.role FROM members m
JOIN organizations o ON o.id = m.organization_id
WHERE m.account_id = $1 ORDER BY o.name, o.id LIMIT 100;

-- name: lock
SELECT role, status FROM accounts WHERE id = $1 FOR UPDATE;

-- name: block
UPDATE accounts SET status = 'blocked', blocked_at = tessera_now(), blocked_reason = $2
WHERE id = $1;

-- name: unblock
UPDATE accounts SET status = 'active', blocked_at = NULL, blocked_reason = '' WHERE id = $1;

-- name: end_sessions
UPDATE sessions SET ended_at = tessera_now()
WHERE (account_id = $1 OR acting_account_id = $1) AND ended_at IS NULL;

-- name: set_role
UPDATE accounts SET role = $2 WHERE id = $1;

-- name: begin_run
INSERT INTO block_runs (id, account_id, reason, created_at) VALUES ($1, $2, $3, tessera_now());

-- name: add_to_run
INSERT INTO block_run_accounts (run_id, account_id)
SELECT $1, id FROM accounts WHERE id = ANY($2::uuid[]);

-- name: run
SELECT r.id, r.reason, r.created_at, r.ended_at, r.account_id, count(b.*) AS accounts,
    count(*) FILTER (WHERE b.outcome = 'blocked') AS blocked,
    count(*) FILTER (WHERE b.outcome = 'was_blocked') AS were_blocked,
    count(*) FILTER (WHERE b.outcome = 'refused') AS refused
FROM block_runs r LEFT JOIN block_run_accounts b ON b.run_id = r.id
WHERE r.id = $1 GROUP BY r.id;

-- name: take_from_run
SELECT account_id FROM block_run_accounts WHERE run_id = $1 AND outcome IS NULL
ORDER BY account_id LIMIT $2 FOR UPDATE SKIP LOCKED;

-- name: note_of_run
UPDATE block_run_accounts SET outcome = $3 WHERE run_id = $1 AND account_id = $2;

-- name: end_run
UPDATE block_runs SET ended_at = tessera_now() WHERE id = $1 AND ended_at IS NULL;

-- name: history
SELECT l.at, l.action, l.reason, l.before, l.after, l.organization_id,
    coalesce(a.name, l.request_id) AS who
FROM audit_log l LEFT JOIN accounts a ON a.id = l.account_id
WHERE l.subject_kind = $1 AND l.subject_id = $2 ORDER BY l.n DESC LIMIT 50;

-- name: begin_acting
UPDATE sessions SET acting_account_id = $2,
    acting_until = tessera_now() + make_interval(secs => $3) WHERE id = $1;

-- name: end_acting
UPDATE sessions SET acting_account_id = NULL, acting_until = NULL
WHERE id = $1 AND acting_account_id IS NOT NULL RETURNING id;
