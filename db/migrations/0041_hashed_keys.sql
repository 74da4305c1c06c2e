-- The key under which somebody asked for seats opens the order, so only its SHA-256 (base64url) is kept.
update orders set idempotency_key = translate(encode(sha256(convert_to(idempotency_key, 'UTF8')), 'base64'), '+/=', '-_');
