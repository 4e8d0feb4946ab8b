-- name: currencies
SELECT currency, sum(face + fee + tax)::bigint AS sales, sum(tickets) AS tickets
FROM insight_days
WHERE scope = $1::insight_scope AND scope_id = $2 AND ($3::bigint IS NULL OR organization_id = $3)
    AND day BETWEEN $4 AND $5
GROUP BY currency ORDER BY tickets DESC, currency;

-- name: days
SELECT day AS at, %SUMS% FROM insight_days
WHERE scope = $1::insight_scope AND scope_id = $2 AND ($3::bigint IS NULL OR organization_id = $3)
    AND day BETWEEN $4 AND $5 AND currency = $6
GROUP BY day ORDER BY day;

-- name: show_currencies
SELECT currency, sum(face + fee + tax)::bigint AS sales, sum(tickets) AS tickets
FROM insight_hours
WHERE scope = $1::insight_scope AND scope_id = $2 AND ($3::bigint IS NULL OR organization_id = $3)
    AND hour >= $4::date AND hour < $5::date + 1
GROUP BY currency ORDER BY tickets DESC, currency;

-- name: show_days
SELECT hour::date AS at, %SUMS% FROM insight_hours
WHERE scope = $1::insight_scope AND scope_id = $2 AND ($3::bigint IS NULL OR organization_id = $3)
    AND hour >= $4::date AND hour < $5::date + 1 AND currency = $6
GROUP BY 1 ORDER BY 1;

-- name: hours
-- Of one day, from an hour on.
SELECT %SUMS% FROM insight_hours
WHERE scope = $1::insight_scope AND scope_id = $2 AND ($3::bigint IS NULL OR organization_id = $3)
    AND hour >= $4 AND hour < $5::date + 1 AND currency = $6;

-- name: heat
SELECT extract(isodow FROM hour)::int AS weekday, extract(hour FROM hour)::int AS hour,
    sum(tickets)::bigint AS tickets
FROM insight_hours
WHERE scope = $1::insight_scope AND scope_id = $2 AND ($3::bigint IS NULL OR organization_id = $3)
    AND hour >= $4::date AND hour < $5::date + 1 AND currency = $6 AND tickets > 0
GROUP BY 1, 2;

-- name: visits
-- Both periods at once; $6 on, the earlier one is not compared.
SELECT coalesce(sum(viewed) FILTER (WHERE hour >= $5::date), 0)::bigint AS viewed,
    coalesce(sum(held) FILTER (WHERE hour >= $5::date), 0)::bigint AS held,
    coalesce(sum(viewed) FILTER (WHERE hour < $6), 0)::bigint AS viewed_then,
    coalesce(sum(held) FILTER (WHERE hour < $6), 0)::bigint AS held_then
FROM insight_visits
WHERE scope = $1::insight_scope AND scope_id = $2 AND ($3::bigint IS NULL OR organization_id = $3)
    AND hour >= $4::date AND hour < $7::date + 1;

-- name: parts
-- What sold best, of an organization ($2) or of all. The best are found by one sum; only they have
-- all of their figures added up.
WITH best AS MATERIALIZED (
    SELECT scope_id, sum(face + fee + tax) AS sales FROM insight_days
    WHERE scope = $1::insight_scope AND ($2::bigint IS NULL OR organization_id = $2)
        AND day BETWEEN $3 AND $4 AND currency = $5
    GROUP BY scope_id ORDER BY sales DESC, scope_id LIMIT $6
)
SELECT d.scope_id AS id, %SUMS% FROM best b JOIN insight_days d ON d.scope_id = b.scope_id
WHERE d.scope = $1::insight_scope AND ($2::bigint IS NULL OR d.organization_id = $2)
    AND d.day BETWEEN $3 AND $4 AND d.currency = $5
GROUP BY d.scope_id, b.sales ORDER BY b.sales DESC, d.scope_id;

-- name: names_title
SELECT id, name FROM titles WHERE id = ANY($1::bigint[]);

-- name: names_venue
SELECT id, name FROM venues WHERE id = ANY($1::bigint[]);

-- name: names_organization
SELECT id, name FROM organizations WHERE id = ANY($1::bigint[]);

-- name: fullest
%FILLS%
ORDER BY i.seated::float8 / i.capacity DESC, i.starts_at, i.show_id LIMIT $7;

-- name: emptiest
-- What can still be helped: shows that have not begun.
%FILLS% AND i.starts_at > $8 AND s.status IN ('scheduled', 'on_sale')
ORDER BY i.seated::float8 / i.capacity, i.starts_at, i.show_id LIMIT $7;

-- name: shows_of_day
SELECT i.show_id AS id, t.name AS title, v.name AS venue, h.name AS hall, i.starts_at, i.timezone,
    s.status, i.capacity, i.seated, i.entered
FROM insight_shows i JOIN shows s ON s.id = i.show_id JOIN titles t ON t.id = s.title_id
    JOIN halls h ON h.id = s.hall_id JOIN venues v ON v.id = h.venue_id
WHERE i.organization_id = ANY($1::bigint[]) AND i.starts_at >= $2 AND i.starts_at < $3
    AND s.status NOT IN ('draft', 'cancelled')
ORDER BY i.starts_at, i.show_id LIMIT $4;

-- name: standing
SELECT (SELECT count(*) FROM titles t WHERE t.status <> 'archived'
        AND ($1::bigint IS NULL OR t.organization_id = $1)) AS titles,
    (SELECT count(*) FROM venues v WHERE v.enabled
        AND ($1::bigint IS NULL OR v.organization_id = $1)) AS venues,
    (SELECT coalesce(sum(d.shows), 0) FROM insight_days d WHERE d.scope = $2::insight_scope
        AND d.scope_id = coalesce($1, 0)) AS shows,
    (SELECT coalesce(sum(d.shows), 0) FROM insight_hours d WHERE d.scope = $2::insight_scope
        AND d.scope_id = coalesce($1, 0) AND d.hour > $3) AS shows_to_come,
    (SELECT count(*) FROM shows s WHERE s.status IN ('on_sale', 'sold_out', 'running')
        AND ($1::bigint IS NULL OR s.organization_id = $1)) AS shows_active;

-- name: standing_platform
SELECT (SELECT count(*) FROM accounts WHERE status = 'blocked') AS accounts_blocked,
    count(*) FILTER (WHERE status = 'approved') AS organizations,
    count(*) FILTER (WHERE status = 'pending') AS applications
FROM organizations;

-- name: show
SELECT s.id, t.name AS title, v.name AS venue, h.name AS hall, s.starts_at, v.timezone, s.status,
    s.currency, s.capacity, s.organization_id, s.title_id, h.venue_id, i.first_sale
FROM shows s JOIN titles t ON t.id = s.title_id JOIN halls h ON h.id = s.hall_id
    JOIN venues v ON v.id = h.venue_id LEFT JOIN insight_shows i ON i.show_id = s.id
WHERE s.id = $1;

-- name: similar
-- Shows like it that have sold something, the nearest first.
SELECT i.show_id AS id, i.capacity FROM insight_shows i
WHERE i.organization_id = $2 AND i.show_id <> $1 AND i.seated > 0 AND i.capacity > 0
    AND i.status NOT IN ('draft', 'cancelled') AND i.starts_at < $4
    AND CASE $5 WHEN 'title' THEN i.title_id = $3 ELSE i.venue_id = $3 END
ORDER BY i.starts_at DESC, i.show_id LIMIT $6;

-- name: sold_by_days_before
SELECT r.scope_id AS id,
    greatest(0, (i.starts_at AT TIME ZONE i.timezone)::date - r.hour::date) AS days_before,
    sum(r.tickets - r.back_tickets)::bigint AS sold
FROM insight_hours r JOIN insight_shows i ON i.show_id = r.scope_id
WHERE r.scope = 'show' AND r.scope_id = ANY($1::bigint[]) AND (r.tickets, r.back_tickets) <> (0, 0)
GROUP BY 1, 2;

-- name: sold_today
-- Of these organizations, by currency: the day so far, and the same weekday a week ago up to then.
SELECT currency, %TODAY%
FROM insight_hours
WHERE scope = 'organization' AND scope_id = ANY($1::bigint[])
    AND (hour >= $2::date AND hour < $2::date + 1 OR hour >= $2::date - 7 AND hour < $3)
GROUP BY currency ORDER BY sum(tickets) DESC, currency LIMIT 3;

-- name: seats_of_day
SELECT count(*) AS shows, coalesce(sum(capacity), 0)::bigint AS capacity,
    coalesce(sum(seated), 0)::bigint AS seated, coalesce(sum(entered), 0)::bigint AS entered
FROM insight_shows
WHERE organization_id = ANY($1::bigint[]) AND starts_at >= $2 AND starts_at < $3
    AND status NOT IN ('draft', 'cancelled');
