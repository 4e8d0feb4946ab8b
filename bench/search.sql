-- A hundred thousand titles and a million shows; bench/search.py fills in the numbers and words.
ALTER TABLE shows DROP CONSTRAINT shows_no_overlap;
SET session_replication_role = replica;
INSERT INTO organizations (name, slug, status, currency)
    SELECT 'House ' || n, 'house-' || n, 'approved', 'INR' FROM generate_series(1, 20) n;
INSERT INTO venues (organization_id, name, city, country, timezone)
    SELECT 1 + n % 20, 'Venue ' || n, 'City ' || n % {cities}, 'IN', 'Asia/Kolkata'
    FROM generate_series(1, {venues}) n;
INSERT INTO halls (venue_id, name) SELECT 1 + n % {venues}, 'Hall ' || n
    FROM generate_series(1, {halls}) n;
INSERT INTO seat_plans (organization_id, name, version, capacity, categories, content_hash, document)
    VALUES (1, 'Row', 1, 100, '{{regular}}', 'hash', '{{}}');
INSERT INTO titles (organization_id, kind, status, name, tagline, overview, genres, languages,
    runtime_minutes, certificate, director, cast_names, rating_tenths, released_on)
SELECT 1 + n % 20,
    CASE WHEN n % 5 = 0 THEN (ARRAY['concert', 'play', 'opera', 'comedy'])[1 + n / 5 % 4] ELSE 'film' END,
    CASE WHEN n % 10 = 0 THEN 'upcoming' ELSE 'released' END,
    initcap(w[1 + n % c]) || ' ' || initcap(w[1 + n / 7 % c]) || ' ' || initcap(w[1 + n / 301 % c])
        || ' ' || n,
    'A tale of ' || w[1 + n / 11 % c],
    'When the ' || w[1 + n / 3 % c] || ' meets the ' || w[1 + n / 17 % c] || ', a ' || w[1 + n / 5 % c]
        || ' must find the ' || w[1 + n / 23 % c] || ' before the ' || w[1 + n / 29 % c] || ' returns.',
    ARRAY[g[1 + n % 16], g[1 + (n / 16 + 5) % 16]], ARRAY[l[1 + n % 97 % 10]], 90 + n % 90,
    (ARRAY['U', 'UA', 'A', '12', '16'])[1 + n % 5], initcap(w[1 + n / 13 % c]) || ' Director' || n % 900,
    ARRAY['Actor' || n % 3000, initcap(w[1 + n / 19 % c]) || ' Player' || n % 5000], n % 101,
    current_date - n % 900
FROM generate_series(1, {titles}) n,
    (SELECT $words$ {words} $words$::text) x(t),
    LATERAL (SELECT regexp_split_to_array(trim(t), '\s+') AS w) y,
    LATERAL (SELECT array_length(w, 1) AS c, regexp_split_to_array('{genres}', ' ') AS g,
        regexp_split_to_array('{languages}', ' ') AS l) z;
INSERT INTO shows (organization_id, title_id, hall_id, seat_plan_id, status, starts_at, ends_at,
    hall_busy_until, sales_open_at, sales_close_at, format, currency, capacity)
SELECT 1 + n % 20, 1 + (n::bigint * 7919) % {titles}, 1 + n % {halls}, 1, 'on_sale', at, at + interval '2 hours',
    at + interval '2 hours', now() - interval '9 days', at,
    (ARRAY['2D', '3D', 'IMAX', 'Dolby'])[1 + n / 7 % 4], 'INR', 100
FROM generate_series(1, {shows}) n,
    LATERAL (SELECT now() + interval '1 hour' + (n % 720) * interval '1 hour' AS at) a;
INSERT INTO show_prices (show_id, category, amount)
    SELECT id, 'regular', 10000 + id % 40 * 1000 FROM shows;
ANALYZE titles, shows, show_prices, halls, venues;
