-- Each takes how long is kept ($1) and how many rows at most ($2).

-- name: short_keys
DELETE FROM idempotency_keys WHERE key = ANY(ARRAY(
    SELECT key FROM idempotency_keys
    WHERE NOT money AND created_at < tessera_now() - $1::text::interval
    ORDER BY created_at LIMIT $2));

-- name: keys
DELETE FROM idempotency_keys WHERE key = ANY(ARRAY(
    SELECT key FROM idempotency_keys WHERE created_at < tessera_now() - $1::text::interval
    LIMIT $2));

-- name: sessions
DELETE FROM sessions WHERE id = ANY(ARRAY(
    SELECT id FROM sessions WHERE expires_at < tessera_now() - $1::text::interval LIMIT $2));

-- name: codes
DELETE FROM codes WHERE id = ANY(ARRAY(
    SELECT id FROM codes WHERE created_at < tessera_now() - $1::text::interval LIMIT $2));

-- Who has deleted their account keeps a name on the orders of shows to come, for the door and for
-- what may go back; afterwards only the figures stay.
-- name: erased_buyers
UPDATE orders SET buyer_name = 'Deleted account',
    buyer_email = 'erased-' || account_id || '@erased.invalid'
WHERE id = ANY(ARRAY(
    SELECT o.id FROM accounts AS a
    JOIN orders AS o ON o.account_id = a.id
    JOIN shows AS s ON s.id = o.show_id
    WHERE a.status = 'erased' AND o.buyer_email NOT LIKE 'erased-%@erased.invalid'
        AND o.status <> 'pending' AND s.ends_at < tessera_now() - $1::text::interval
    LIMIT $2));

-- That a mail left is kept, so that it leaves once; to whom, while somebody may ask for it.
-- name: mailed_to
UPDATE mails SET recipient = '' WHERE cause = ANY(ARRAY(
    SELECT cause FROM mails
    WHERE recipient <> '' AND status = 'sent' AND created_at < tessera_now() - $1::text::interval
    LIMIT $2));

-- name: sign_in_tries
DELETE FROM sign_in_tries WHERE bucket = ANY(ARRAY(
    SELECT bucket FROM sign_in_tries WHERE tried_at < tessera_now() - $1::text::interval
    LIMIT $2));

-- A failed job is still in the queue: what is known of it stays.
-- name: job_history
DELETE FROM pgqueuer_log WHERE id = ANY(ARRAY(
    SELECT l.id FROM pgqueuer_log AS l
    WHERE l.created < now() - $1::text::interval AND l.aggregated
        AND NOT EXISTS (SELECT FROM pgqueuer AS j WHERE j.id = l.job_id)
    LIMIT $2));

-- name: job_figures
DELETE FROM pgqueuer_statistics WHERE id = ANY(ARRAY(
    SELECT id FROM pgqueuer_statistics WHERE created < now() - $1::text::interval LIMIT $2));

-- The log of tries goes with them (cascade). What waits is given up long before.
-- name: webhook_deliveries
DELETE FROM webhook_deliveries WHERE id = ANY(ARRAY(
    SELECT id FROM webhook_deliveries WHERE created_at < tessera_now() - $1::text::interval
    LIMIT $2));

-- What providers told us, once it was acted upon or put aside. The key of an event outlives by far
-- what a provider sends again (Stripe: three days, Razorpay: one).
-- name: provider_events
DELETE FROM provider_events WHERE ctid = ANY(ARRAY(
    SELECT ctid FROM provider_events
    WHERE state <> 'received' AND received_at < tessera_now() - $1::text::interval
    LIMIT $2));

-- name: challenges
DELETE FROM challenges WHERE id = ANY(ARRAY(
    SELECT id FROM challenges WHERE expires_at < tessera_now() - $1::text::interval LIMIT $2));

-- A browser's cookie is gone by then.
-- name: known_devices
DELETE FROM known_devices WHERE ctid = ANY(ARRAY(
    SELECT ctid FROM known_devices WHERE seen_at < tessera_now() - $1::text::interval LIMIT $2));

-- What the controller of a waiting room saw, and what people inside held.
-- name: room_ticks
DELETE FROM room_ticks WHERE ctid = ANY(ARRAY(
    SELECT ctid FROM room_ticks WHERE at < tessera_now() - $1::text::interval LIMIT $2));

-- name: room_holds
DELETE FROM room_holds WHERE id = ANY(ARRAY(
    SELECT id FROM room_holds WHERE until < tessera_now() - $1::text::interval LIMIT $2));

-- Baskets that ended without an order.
-- name: past_holds
DELETE FROM past_holds WHERE ctid = ANY(ARRAY(
    SELECT ctid FROM past_holds WHERE ended_at < tessera_now() - $1::text::interval LIMIT $2));

-- What was typed into a form and never saved.
-- name: form_drafts
DELETE FROM form_drafts WHERE ctid = ANY(ARRAY(
    SELECT ctid FROM form_drafts WHERE saved_at < tessera_now() - $1::text::interval LIMIT $2));
