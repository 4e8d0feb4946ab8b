-- name: move_email
UPDATE accounts AS a SET email = $2
FROM (SELECT id, email, locale FROM accounts WHERE id = $1 FOR UPDATE) AS was
WHERE a.id = was.id AND a.status = 'active'
    AND NOT EXISTS (SELECT FROM accounts WHERE lower(email) = lower($2) AND id <> $1)
RETURNING was.email AS old, was.locale;

-- name: role_of
SELECT role, email, locale, status FROM accounts WHERE id = $1 FOR UPDATE;

-- name: owned_alone
-- The organizations that would have no owner left.
SELECT m.organization_id FROM members AS m
WHERE m.account_id = $1 AND m.role = 'owner' AND NOT EXISTS (
    SELECT FROM members AS o
    WHERE o.organization_id = m.organization_id AND o.role = 'owner' AND o.account_id <> $1);

-- name: erase
-- What is left is a row that the books point at. The id is in the address because every account
-- has one of its own.
UPDATE accounts SET email = 'erased-' || id || '@erased.invalid', name = 'Deleted account',
    user_name = NULL, password_hash = '', phone = '', address = '{}', currency = '',
    locale = 'en', status = 'erased', erased_at = tessera_now()
WHERE id = $1;

-- name: erase_belongings
WITH gone_challenges AS (DELETE FROM challenges WHERE account_id = $1),
    gone_members AS (DELETE FROM members WHERE account_id = $1),
    gone_account_pictures AS (DELETE FROM account_pictures WHERE account_id = $1),
    gone_known_devices AS (DELETE FROM known_devices WHERE account_id = $1),
    gone_codes AS (DELETE FROM codes WHERE account_id = $1),
    gone_person_views AS (DELETE FROM person_views WHERE account_id = $1),
    gone_factors AS (DELETE FROM factors WHERE account_id = $1),
    gone_recovery_codes AS (DELETE FROM recovery_codes WHERE account_id = $1),
    gone_contact_preferences AS (DELETE FROM contact_preferences WHERE account_id = $1),
    gone_contact_refusals AS (DELETE FROM contact_refusals WHERE account_id = $1),
    gone_inbox_messages AS (DELETE FROM inbox_messages WHERE account_id = $1),
    gone_push_subscriptions AS (DELETE FROM push_subscriptions WHERE account_id = $1),
    gone_form_drafts AS (DELETE FROM form_drafts WHERE account_id = $1),
    gone_passkeys AS (DELETE FROM passkeys WHERE account_id = $1),
    gone_identities AS (DELETE FROM identities WHERE account_id = $1)
SELECT 1;

-- name: forget_address
-- $2 is the address that the account had: where it was written to, and asked to work.
WITH read AS (
    DELETE FROM newsletter_readers WHERE lower(email) = lower($2)
), mailed AS (
    UPDATE mails SET recipient = 'erased-' || $1::uuid || '@erased.invalid'
    WHERE lower(recipient) = lower($2) AND status = 'sent'
)
UPDATE invitations SET email = 'erased-' || $1::uuid || '@erased.invalid',
    outcome = COALESCE(outcome, 'withdrawn'), ended_at = COALESCE(ended_at, tessera_now())
WHERE lower(email) = lower($2);

-- name: forget_orders
-- Names on orders of shows that are over; the others keep theirs until then (clean.sql).
UPDATE orders AS o SET buyer_name = 'Deleted account',
    buyer_email = 'erased-' || o.account_id || '@erased.invalid'
FROM shows AS s
WHERE o.account_id = $1 AND s.id = o.show_id AND s.ends_at < tessera_now()
    AND o.status <> 'pending';

-- name: forget_cards
-- Names on gift cards that were bought and mailed; whoever got one is forgotten with their address.
UPDATE card_sales SET
    buyer_name = CASE WHEN account_id = $1 THEN 'Deleted account' ELSE buyer_name END,
    buyer_email = CASE WHEN account_id = $1 THEN 'erased-' || $1::uuid || '@erased.invalid'
        ELSE buyer_email END,
    recipient_name = CASE WHEN lower(recipient_email) = lower($2) THEN 'Deleted account'
        ELSE recipient_name END,
    recipient_email = CASE WHEN lower(recipient_email) = lower($2)
        THEN 'erased-' || $1::uuid || '@erased.invalid' ELSE recipient_email END,
    message = ''
WHERE (account_id = $1 OR lower(recipient_email) = lower($2)) AND deliver_at < tessera_now();

-- name: looked_at
SELECT kind, item_id, at FROM person_views WHERE account_id = $1 ORDER BY at DESC;

-- name: memberships
SELECT o.id AS organization_id, o.name AS organization, m.role, m.created_at
FROM members AS m JOIN organizations AS o ON o.id = m.organization_id
WHERE m.account_id = $1 ORDER BY o.id;

-- name: log_of
SELECT n, at, action, subject_kind, subject_id, address, before, after, reason
FROM audit_log WHERE account_id = $1 OR (subject_kind = 'account' AND subject_id = $1::text)
ORDER BY n DESC LIMIT 5000;

-- name: contact_of
SELECT news_mail, news_inbox, news_push, reminders, quiet_from::text, quiet_until::text, timezone
FROM contact_preferences WHERE account_id = $1;

-- name: inbox_of
SELECT sender, subject, body, at, read_at FROM inbox_messages
WHERE account_id = $1 ORDER BY id DESC LIMIT 1000;

-- name: factors_of
SELECT kind, name, created_at, last_used_at FROM (
    SELECT kind, '' AS name, created_at, last_used_at, account_id FROM factors
    WHERE confirmed_at IS NOT NULL
    UNION ALL
    SELECT 'passkey', name, created_at, last_used_at, account_id FROM passkeys
    UNION ALL
    SELECT provider, email, linked_at, last_used_at, account_id FROM identities
) AS known WHERE account_id = $1 ORDER BY created_at;
