-- name: room
SELECT r.*, tessera_now() AS now,
    ARRAY(SELECT s.show_id FROM waiting_room_shows s WHERE s.room_id = r.id ORDER BY s.show_id)
        AS show_ids,
    ARRAY(SELECT l.lane FROM waiting_lanes l WHERE l.room_id = r.id ORDER BY l.lane) AS lanes,
    ARRAY(SELECT l.arrived FROM waiting_lanes l WHERE l.room_id = r.id ORDER BY l.lane) AS arrived,
    ARRAY(SELECT l.early FROM waiting_lanes l WHERE l.room_id = r.id ORDER BY l.lane) AS early,
    ARRAY(SELECT l.serving FROM waiting_lanes l WHERE l.room_id = r.id ORDER BY l.lane) AS serving
FROM waiting_rooms r WHERE r.id = ANY($1::bigint[]) ORDER BY r.id;

-- name: of_organization
SELECT id FROM waiting_rooms WHERE organization_id = $1
ORDER BY phase = 'closed', id DESC LIMIT 100;

-- name: lock_room
SELECT id FROM waiting_rooms WHERE id = $1 FOR UPDATE;

-- name: add_room
INSERT INTO waiting_rooms (organization_id, name, gathers_at, presale_at, opens_at,
    automatic_per_minute, one_per_account, turn_seconds, inside_max, fixed_pace, guard, message,
    commitment, seed_sealed, seed_key_id, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, tessera_now())
RETURNING id;

-- name: add_lanes
-- Who comes with a code is served first come, first served: nobody of them is drawn.
INSERT INTO waiting_lanes (room_id, lane, early)
VALUES ($1, 'presale', 0), ($1, 'main', NULL), ($1, 'slow', NULL);

-- name: add_shows
INSERT INTO waiting_room_shows (room_id, show_id) SELECT $1, unnest($2::bigint[]);

-- name: shows_in_rooms
SELECT show_id FROM waiting_room_shows WHERE show_id = ANY($1::bigint[]) AND live AND room_id <> $2
ORDER BY show_id;

-- name: shows_of
SELECT id, sales_open_at FROM shows WHERE id = ANY($1::bigint[]) AND organization_id = $2
ORDER BY id;

-- name: lock_settings
SELECT id FROM waiting_rooms WHERE id = $1 FOR NO KEY UPDATE;

-- name: change_room
UPDATE waiting_rooms SET name = $2, gathers_at = $3, presale_at = $4, opens_at = $5,
    automatic_per_minute = $6, one_per_account = $7, turn_seconds = $8, inside_max = $9,
    fixed_pace = $10, guard = $11, message = $12, version = version + 1
WHERE id = $1;

-- name: sealed_seed
SELECT seed_sealed, seed_key_id, commitment FROM waiting_rooms WHERE id = $1;

-- name: freeze_early
-- Arrivals take their number under the same lock: whoever waits for it comes after the opening.
UPDATE waiting_lanes SET early = arrived WHERE room_id = $1 AND early IS NULL;

-- name: open_room
UPDATE waiting_rooms SET phase = 'open', opened_at = coalesce(opened_at, tessera_now()), seed = $2
WHERE id = $1;

-- name: turn_phase
UPDATE waiting_rooms SET phase = $2,
    closed_at = CASE WHEN $2 = 'closed' THEN tessera_now() ELSE closed_at END
WHERE id = $1;

-- name: let_shows_go
UPDATE waiting_room_shows SET live = false WHERE room_id = $1;

-- name: take_numbers
SELECT room_id, lane, last FROM take_numbers_v1($1, $2, $3);

-- name: place_of
SELECT lane, n, visitor FROM waiting_places WHERE room_id = $1 AND who = $2;

-- name: keep_place
-- The first number counts, however many tabs asked at once; `$6` puts one whose turn is over anew.
INSERT INTO waiting_places AS p (room_id, who, lane, n, visitor) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (room_id, who) DO UPDATE SET
    lane = CASE WHEN $6::boolean THEN excluded.lane ELSE p.lane END,
    n = CASE WHEN $6 THEN excluded.n ELSE p.n END,
    visitor = CASE WHEN $6 THEN excluded.visitor ELSE p.visitor END
RETURNING lane, n, visitor;

-- name: had_turn
SELECT ended_at IS NOT NULL OR until <= tessera_now() AS over FROM admissions
WHERE room_id = $1 AND lane = $2 AND n = $3;

-- name: admit
SELECT room_id, lane, n, id, until, ended FROM admit_v1($1, $2, $3, $4, $5, $6);

-- name: leave
UPDATE admissions SET ended_at = tessera_now(), ended_by = 'left'
WHERE room_id = $1 AND lane = $2 AND n = $3 AND ended_at IS NULL AND until > tessera_now()
RETURNING id;

-- name: reserve_hold
SELECT refusal, wait_seconds
FROM reserve_room_hold_v1($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: confirm_hold
UPDATE room_holds SET confirmed_at = tessera_now(), hold_id = $2, until = $3 WHERE id = $1;

-- name: drop_hold
DELETE FROM room_holds WHERE id = $1;

-- name: release_hold
UPDATE room_holds SET ended_by = 'released', until = least(until, tessera_now())
WHERE hold_id = $1 AND ended_by IS NULL;

-- name: order_hold
UPDATE room_holds SET order_id = $2, until = $3 WHERE hold_id = $1;

-- name: rooms_alive
-- One that is planned for later, and opens by the clock alone, is left alone until then.
SELECT id FROM waiting_rooms WHERE phase <> 'closed' AND ticked_at <= tessera_now() - $1::interval
    AND (phase <> 'planned' OR automatic_per_minute IS NOT NULL
        OR least(gathers_at, opens_at) <= tessera_now())
ORDER BY ticked_at LIMIT 200;

-- name: lock_for_tick
SELECT carry, extract(epoch FROM tessera_now() - ticked_at)::float AS seconds
FROM waiting_rooms
WHERE id = $1 AND phase <> 'closed' AND ticked_at <= tessera_now() - $2::interval FOR UPDATE;

-- name: end_bought
-- Who has bought leaves the hall to the next one.
WITH bought AS (
    UPDATE room_holds h SET ended_by = 'bought' FROM orders o
    WHERE h.room_id = $1 AND h.ended_by IS NULL AND h.order_id IS NOT NULL AND o.id = h.order_id
        AND o.paid_at IS NOT NULL
    RETURNING h.lane, h.n
), gone AS (
    UPDATE admissions a SET ended_at = tessera_now(), ended_by = 'bought' FROM bought b
    WHERE a.room_id = $1 AND a.lane = b.lane AND a.n = b.n AND a.ended_at IS NULL
        AND a.until > tessera_now()
    RETURNING 1
)
UPDATE waiting_rooms SET bought = bought + (SELECT count(*) FROM bought)
WHERE id = $1 AND (SELECT count(*) FROM bought) + (SELECT count(*) FROM gone) > 0;

-- name: load
SELECT
    (SELECT count(*) FROM admissions a WHERE a.room_id = $1 AND a.ended_at IS NULL
        AND a.until > tessera_now()) AS inside,
    r.admitted, r.bought,
    NOT EXISTS (SELECT FROM waiting_room_shows w JOIN shows s ON s.id = w.show_id
        WHERE w.room_id = $1 AND s.status NOT IN ('completed', 'cancelled')) AS over,
    (SELECT count(*) FROM admissions a WHERE a.room_id = $1
        AND a.ended_at > tessera_now() - interval '1 minute')
    + (SELECT count(*) FROM admissions a WHERE a.room_id = $1 AND a.ended_at IS NULL
        AND a.until <= tessera_now() AND a.until > tessera_now() - interval '1 minute')
        AS left_per_minute,
    (SELECT coalesce(sum(s.capacity), 0) FROM waiting_room_shows w JOIN shows s ON s.id = w.show_id
        WHERE w.room_id = $1 AND s.status IN ('scheduled', 'on_sale', 'sold_out'))
    - (SELECT count(*) FROM waiting_room_shows w JOIN claims c ON c.show_id = w.show_id
        WHERE w.room_id = $1 AND (c.until IS NULL OR c.until > tessera_now())) AS free,
    (SELECT percentile_cont(0.95) WITHIN GROUP
        (ORDER BY extract(epoch FROM h.confirmed_at - h.reserved_at) * 1000)
        FROM room_holds h WHERE h.room_id = $1
        AND h.confirmed_at > tessera_now() - interval '10 seconds') AS hold_ms,
    (SELECT sum(l.serving) FROM waiting_lanes l WHERE l.room_id = $1) AS called,
    (SELECT t.called FROM room_ticks t WHERE t.room_id = $1
        AND t.at <= tessera_now() - $2::interval ORDER BY t.at DESC LIMIT 1) AS called_before,
    (SELECT t.admitted FROM room_ticks t WHERE t.room_id = $1
        AND t.at <= tessera_now() - $2::interval ORDER BY t.at DESC LIMIT 1) AS admitted_before,
    (SELECT t.arrived FROM room_ticks t WHERE t.room_id = $1
        AND t.at <= tessera_now() - $3::interval ORDER BY t.at DESC LIMIT 1) AS arrived_before
FROM waiting_rooms r WHERE r.id = $1;

-- name: call_next
UPDATE waiting_lanes SET serving = least(arrived, serving + $3) WHERE room_id = $1 AND lane = $2;

-- name: end_tick
UPDATE waiting_rooms SET pace = $2, carry = $3, guarded = $4, ticked_at = tessera_now()
WHERE id = $1;

-- name: note_tick
INSERT INTO room_ticks (room_id, at, arrived, called, admitted, bought, inside, free, hold_ms, pace)
SELECT $1, tessera_now(), sum(l.arrived), sum(l.serving), $2, $3, $4, $5, $6, $7
FROM waiting_lanes l WHERE l.room_id = $1
ON CONFLICT DO NOTHING;

-- name: ticks
SELECT DISTINCT ON (slot) slot AS at, arrived, called, admitted, bought, inside, free, hold_ms, pace
FROM (
    SELECT date_bin($2::interval, at, 'epoch') AS slot, t.* FROM room_ticks t
    WHERE room_id = $1 AND at > tessera_now() - $3::interval
) AS slotted ORDER BY slot, slotted.at DESC LIMIT 500;

-- name: add_codes
UPDATE waiting_rooms SET codes_issued = codes_issued + $2 WHERE id = $1
RETURNING codes_issued - $2 + 1 AS first, code_generation AS generation;

-- name: note_codes
INSERT INTO room_codes (room_id, first, quantity, generation, label, created_at)
VALUES ($1, $2, $3, $4, $5, tessera_now());

-- name: codes_of
SELECT first, quantity, generation, label, created_at FROM room_codes
WHERE room_id = $1 ORDER BY first DESC LIMIT 200;

-- name: revoke_codes
UPDATE waiting_rooms SET code_generation = code_generation + 1 WHERE id = $1
RETURNING code_generation;

-- name: shows_without_room
SELECT s.id, t.name, s.starts_at, v.timezone FROM shows s
JOIN titles t ON t.id = s.title_id JOIN halls h ON h.id = s.hall_id
JOIN venues v ON v.id = h.venue_id
WHERE s.organization_id = $1 AND s.status IN ('draft', 'scheduled', 'on_sale', 'sold_out')
    AND s.starts_at > tessera_now()
    AND NOT EXISTS (SELECT FROM waiting_room_shows w WHERE w.show_id = s.id AND w.live)
ORDER BY s.starts_at, s.id LIMIT 100;

-- name: standings
-- Every room that is not over, at most $1; what one needs to watch all sales at once.
SELECT r.id, r.phase, r.pace, r.admitted,
    (SELECT coalesce(sum(l.arrived), 0) FROM waiting_lanes l WHERE l.room_id = r.id)::bigint AS arrived,
    (SELECT coalesce(sum(l.serving), 0) FROM waiting_lanes l WHERE l.room_id = r.id)::bigint AS called,
    (SELECT count(*) FROM admissions a WHERE a.room_id = r.id AND a.ended_at IS NULL
        AND a.until > tessera_now()) AS inside,
    ARRAY(SELECT w.show_id FROM waiting_room_shows w WHERE w.room_id = r.id AND w.live
        ORDER BY w.show_id) AS show_ids
FROM waiting_rooms r WHERE r.phase NOT IN ('closed', 'planned') ORDER BY r.id DESC LIMIT $1;

-- name: courses
-- Each room's last word in each bin, all rooms together, or those of one show.
SELECT bin AS at, sum(arrived)::bigint AS arrived, sum(arrived - called)::bigint AS waiting,
    sum(inside)::bigint AS inside, sum(admitted)::bigint AS admitted
FROM (
    SELECT DISTINCT ON (t.room_id, bin) date_bin($1::interval, t.at, 'epoch') AS bin, t.*
    FROM room_ticks t WHERE t.at > tessera_now() - $2::interval
        AND ($3::bigint IS NULL OR t.room_id IN (
            SELECT w.room_id FROM waiting_room_shows w WHERE w.show_id = $3))
    ORDER BY t.room_id, bin, t.at DESC
) AS slotted GROUP BY bin ORDER BY bin LIMIT 500;
