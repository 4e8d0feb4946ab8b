-- name: add_codes
UPDATE shows SET code_next = code_next + $2 WHERE id = $1
RETURNING code_next - $2 AS first, code_generation AS generation;

-- name: note_codes
INSERT INTO show_codes (show_id, first, quantity, generation, label) VALUES ($1, $2, $3, $4, $5);

-- name: codes_of
SELECT c.first, c.quantity, c.generation, c.label, c.created_at,
    c.generation = s.code_generation AS works
FROM show_codes c JOIN shows s ON s.id = c.show_id WHERE c.show_id = $1
ORDER BY c.created_at DESC, c.first DESC LIMIT 200;

-- name: revoke_codes
UPDATE shows SET code_generation = code_generation + 1 WHERE id = $1 RETURNING code_generation;
