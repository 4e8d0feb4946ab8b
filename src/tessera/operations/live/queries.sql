-- name: tell
INSERT INTO sale_moments (at, process, figures)
VALUES (date_bin($1::interval, now(), 'epoch'), $2, $3::text::jsonb)
ON CONFLICT (at, process) DO NOTHING RETURNING at

-- name: forget
DELETE FROM sale_moments WHERE at < now() - interval '20 minutes'

-- name: moments
SELECT date_bin($1::interval, at, 'epoch') AS bin, at, process, figures::text AS figures
FROM sale_moments WHERE at >= date_bin($1::interval, now() - $2::interval, 'epoch')
ORDER BY at LIMIT 200000

-- name: now
SELECT now() AS now, date_bin($1::interval, now(), 'epoch') AS bin
