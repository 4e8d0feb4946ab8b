-- name: lock_state
-- Who rolls up holds this row; whoever comes meanwhile has nothing to do.
SELECT until, compared_at, round_seconds FROM insight_state FOR UPDATE SKIP LOCKED;

-- name: horizon
-- Whatever the ledger gets from now on is later than this: entries carry an instant of their own
-- transaction, and none is left that began before. Who has written nothing within a minute only
-- reads (an audit, an export), and is not waited for. Clocks of tests are shifted, so is the start.
SELECT least(min(xact_start) + (tessera_now() - clock_timestamp()), tessera_now()) AS until
FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
    AND (backend_xid IS NOT NULL OR xact_start > clock_timestamp() - interval '1 minute');

-- name: mark_moved_money
-- Every sale, cancellation and late payment with money in it posts to the ledger.
INSERT INTO insight_marks (show_id, at)
SELECT o.show_id, min(e.at) FROM ledger_entries e JOIN orders o ON o.id = e.order_id
WHERE e.at >= $1 AND e.at < $2 GROUP BY 1;

-- name: mark_signs
-- A show's newest order and its newest look at a ticket are read from the end of an index each.
-- So orders are found that cost nothing or were not paid, and who went in.
INSERT INTO insight_marks (show_id)
SELECT s.id FROM shows s LEFT JOIN insight_shows i ON i.show_id = s.id
    LEFT JOIN LATERAL (SELECT o.id FROM orders o WHERE o.show_id = s.id
        ORDER BY o.id DESC LIMIT 1) AS o ON true
WHERE s.status IN ('on_sale', 'sold_out', 'running') AND o.id IS DISTINCT FROM i.newest_order
UNION
SELECT s.id FROM shows s JOIN insight_shows i ON i.show_id = s.id
    LEFT JOIN LATERAL (SELECT c.id FROM check_ins c WHERE c.show_id = s.id
        ORDER BY c.id DESC LIMIT 1) AS c ON true
WHERE s.starts_at BETWEEN tessera_now() - interval '2 days' AND tessera_now() + interval '1 day'
    AND c.id IS DISTINCT FROM i.newest_check_in
UNION
SELECT show_id FROM insight_shows WHERE look_again_at <= tessera_now();

-- name: mark_differing
-- Shows that are new, gone, or not what they were: moved, renamed halls' zones, over, cancelled.
INSERT INTO insight_marks (show_id)
SELECT coalesce(s.id, i.show_id)
FROM (
    SELECT s.id, s.organization_id, s.title_id, h.venue_id, v.timezone, s.currency, s.starts_at,
        s.capacity, s.status
    FROM shows s JOIN halls h ON h.id = s.hall_id JOIN venues v ON v.id = h.venue_id
) AS s FULL JOIN insight_shows i ON i.show_id = s.id
WHERE (s.organization_id, s.title_id, s.venue_id, s.timezone, s.currency, s.starts_at, s.capacity,
        s.status) IS DISTINCT FROM (i.organization_id, i.title_id, i.venue_id, i.timezone,
        i.currency, i.starts_at, i.capacity, i.status)
    AND NOT EXISTS (SELECT FROM insight_marks m WHERE m.show_id = coalesce(s.id, i.show_id));

-- name: mark_oldest
-- What no sign told of (a row changed by hand) is found in turn, some shows a minute.
INSERT INTO insight_marks (show_id)
SELECT show_id FROM insight_shows WHERE rolled_at < tessera_now() - interval '1 day'
ORDER BY rolled_at LIMIT $1;

-- name: set_state
UPDATE insight_state SET until = $1, compared_at = $2;

-- name: set_round
UPDATE insight_state SET round_seconds = $1;

-- name: take_marks
-- At most $1 shows, and $2 places in them but for the first. Only what is seen here is taken, and it
-- is seen before the figures are read: a mark that comes meanwhile stays.
WITH waiting AS (
    SELECT show_id, min(id) AS turn FROM insight_marks GROUP BY show_id ORDER BY turn LIMIT $1
), sized AS (
    SELECT w.show_id, sum(coalesce(s.capacity, 0)) OVER (ORDER BY w.turn)
        - coalesce(s.capacity, 0) AS before
    FROM waiting w LEFT JOIN shows s ON s.id = w.show_id
), taken AS (
    DELETE FROM insight_marks m USING sized c WHERE m.show_id = c.show_id AND c.before < $2
    RETURNING m.show_id
)
SELECT DISTINCT show_id FROM taken ORDER BY show_id;

-- name: roll_up
SELECT roll_up_shows_v1($1::bigint[]);

-- name: fold_visits
WITH seen AS (
    -- A show that was planned just now is rolled up first; what is of none goes with the day.
    DELETE FROM insight_seen WHERE ctid = ANY(ARRAY(
        SELECT s.ctid FROM insight_seen s LEFT JOIN insight_shows i USING (show_id)
        WHERE i.show_id IS NOT NULL OR s.at < tessera_now() - interval '1 day' LIMIT $1))
    RETURNING show_id, at, viewed, held
), levels AS (
    SELECT v.scope, v.id, v.organization_id,
        date_trunc('hour', n.at AT TIME ZONE i.timezone) AS hour,
        sum(n.viewed)::bigint AS viewed, sum(n.held)::bigint AS held
    FROM seen n JOIN insight_shows i USING (show_id) CROSS JOIN LATERAL (VALUES
        ('show'::insight_scope, i.show_id, i.organization_id),
        ('title', i.title_id, i.organization_id),
        ('venue', i.venue_id, i.organization_id),
        ('organization', i.organization_id, i.organization_id),
        ('platform', 0, 0)
    ) AS v (scope, id, organization_id)
    GROUP BY 1, 2, 3, 4
), kept AS (
    INSERT INTO insight_visits AS t (scope, scope_id, hour, organization_id, viewed, held)
    SELECT scope, id, hour, organization_id, viewed, held FROM levels
    ON CONFLICT (scope, scope_id, hour, organization_id) DO UPDATE
    SET viewed = t.viewed + excluded.viewed, held = t.held + excluded.held
)
SELECT count(*) FROM seen;

-- name: lag
SELECT until, (SELECT min(at) FROM insight_marks) AS marked,
    (SELECT count(DISTINCT show_id) FROM insight_marks) AS shows, tessera_now() AS now
FROM insight_state;
