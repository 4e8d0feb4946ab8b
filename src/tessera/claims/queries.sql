-- name: place_holds
SELECT * FROM place_holds_v2($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15);

-- name: release_holds
SELECT owner, show_id, place FROM release_holds_v2($1, $2, $3);

-- name: expire
SELECT looked, show_ids, places FROM expire_v3($1);

-- name: claims_of_show
-- One row whatever the size of the hall: four parallel arrays.
SELECT tessera_now() AS now, array_agg(place) AS places, array_agg(state) AS states,
    array_agg(until) AS untils
FROM claims WHERE show_id = $1;

-- name: live_hold
-- The deadline of a live hold: one row when every place still has it.
SELECT min(until) AS until, count(*) AS places FROM claims
WHERE show_id = $1 AND place = ANY($2::integer[]) AND owner = $3 AND state = 'held'
    AND until > tessera_now();

-- name: place_hold_simply
-- The readable version of one hold, oracle of the batched one (tests/integration/claims).
INSERT INTO claims AS c (show_id, place, state, owner, until)
SELECT $1, place, 'held', $3, tessera_now() + make_interval(secs => $4)
FROM unnest($2::integer[]) AS place ORDER BY place
ON CONFLICT (show_id, place) DO UPDATE
SET state = 'held', owner = excluded.owner, until = excluded.until, customer = NULL
WHERE c.until <= tessera_now()
RETURNING place, until;
