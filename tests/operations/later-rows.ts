/**
 * What each version since could keep, in its own words: one row at least of every table that its migration made, all of
 * the sale of an older installation.
 */

/**
 * By the migration that made their tables; of `sale` the event, the organizer, somebody of the team, the seat, its
 * quota, the completed order, its ticket and its mail.
 */
export const LATER_ROWS: Record<string, string> = {
  '0020_rush.sql': `
    insert into auth_sessions (user_id, token, expires_at) select member, 'open', now() + interval '7 days' from sale;
    insert into audit_entries (at, organizer_id, event_id, actor_id, actor_name, action, subject) select now(), organizer, event, member, 'Grace Lind', 'event.publish', 'event lantern-days' from sale;
    insert into event_exports (event_id, name, event_version, storage_key, content_type, etag, bytes) select event, name, 1, 'exports/' || name, 'application/xml', 'one', 9 from sale, (values ('schedule.xml'), ('open-event.zip')) as e(name);
    insert into rooms (event_id, number, name) select event, 91, 'Hall' from sale;
    insert into tracks (event_id, number, name) select event, 91, 'Light' from sale;
    insert into session_types (event_id, number, name) select event, 91, 'Talk' from sale;
    insert into speakers (event_id, number, name) select event, 91, 'Mira Lind' from sale;
    insert into sponsors (event_id, number, name) select event, 91, 'Wick & Co' from sale;
    insert into sessions (event_id, number, guid, uid, title) select event, 91, gen_random_uuid(), 'uid-1', 'Oil' from sale;
    insert into import_runs (id, organizer_id, started_by, event_id, file_name, storage_key, state) select gen_random_uuid(), organizer, member, event, 'schedule.xml', 'imports/one', 'previewed' from sale;`,
  '0021_questions.sql': `
    insert into questions (event_id, number, position, kind, label, required, internal, asked_per, every_type, created_at, updated_at) select event, 1, 1, 'short-text', 'What do you eat?', false, false, 'ticket', false, now(), now() from sale;
    insert into questions (event_id, number, position, kind, label, required, internal, asked_per, every_type, created_at, updated_at) select event, 2, 2, 'file', 'A picture', false, false, 'order', true, now(), now() from sale;
    insert into question_ticket_types (question_id, ticket_type_id) select id, seat from sale, questions where number = 1;
    insert into answers (question_id, order_id, ticket_id, label, value, answered_at) select id, ordered, ticket, label, '"Soup"', now() from sale, questions where number = 1;
    insert into answer_files (order_id, question_id, seat, storage_key, file_name, content_type, bytes, created_at) select ordered, id, 0, 'answers/one', 'me.png', 'image/png', 9, now() from sale, questions where number = 2;
    insert into event_terms (event_id, text, sha256, created_at) select event, 'Be kind.', encode(sha256('Be kind.'), 'hex'), now() from sale;
    insert into accepted_terms (order_id, terms_id, accepted_at) select ordered, id, now() from sale, event_terms;`,
  '0022_prices.sql': `
    insert into tax_rates (event_id, number, name, rate_bp, standard) select event, 1, 'VAT', 1900, true from sale;
    insert into ticket_type_tax_rates (ticket_type_id, tax_rate_id) select seat, id from sale, tax_rates;
    insert into ticket_fees (event_id, number, name, percent_bp, fixed_minor, per, tax_rate_id) select event, 1, 'Fee', 250, 30, 'ticket', id from sale, tax_rates;
    insert into discount_codes (event_id, number, code, kind, percent_bp, for_all, most_uses, used) select event, 1, 'LANTERN', 'percent', 1000, false, 10, 1 from sale;
    insert into discount_code_ticket_types (discount_code_id, ticket_type_id) select id, seat from sale, discount_codes;
    update orders set discount_code_id = (select id from discount_codes), discount_code = 'lantern' where id = (select ordered from sale);`,
  '0023_payments.sql': `
    insert into payment_settings (event_id, account_holder, iban, expire_days) select event, 'Lantern Society', 'PT50000201231234567890154', 3 from sale;
    insert into payment_methods (event_id, method, enabled, due_days) select event, 'bank-transfer', true, 10 from sale;
    insert into payments (order_id, kind, method, amount_minor, paid_at, by, idempotency_key, created_at) select ordered, 'payment', 'bank-transfer', 2500, now(), 'Grace Lind', 'paid', now() from sale;
    insert into payments (order_id, kind, method, amount_minor, state, paid_at, by, idempotency_key, iban, created_at) select ordered, 'refund', 'bank-transfer', 1000, state, now(), 'Grace Lind', state, 'PT50000201231234567890154', now() from sale, (values ('open'), ('failed'), ('done')) as s(state);
    insert into statement_lines (event_id, fingerprint, booked_on, amount_minor, currency, state, payment_id, created_at) select event, 'line-1', current_date, 2500, 'EUR', 'booked', id, now() from sale, payments where kind = 'payment';
    insert into mass_cancellations (event_id, refund, by, started_at, finished_at, total) select event, true, 'Grace Lind', now(), now(), 2 from sale;`,
  '0024_aftersale.sql': `
    insert into order_rules (event_id, cancel_paid, keep_bp, keep_minor) select event, true, 500, 100 from sale;
    insert into order_edits (order_id, at, by, act, details) select ordered, now(), 'buyer', 'rename', '{"number": 1}' from sale;
    insert into order_notes (order_id, at, by, text) select ordered, now(), 'Grace Lind', 'Called, comes later' from sale;
    insert into ticket_transfers (ticket_id, email, token_hash, locale, created_at, expires_at) select ticket, 'bea@example.org', encode(sha256('token'), 'hex'), 'en', now(), now() + interval '7 days' from sale;`,
  '0025_waiting.sql': `
    insert into waiting_lists (event_id, is_open, offer_minutes) select event, true, 120 from sale;
    insert into waiting_entries (event_id, ticket_type_id, quantity, name, email, locale, token, state, told, joined_at, changed_at) select event, seat, 1, 'Cleo Lind', 'cleo@example.org', 'en', left(md5('waits'), 22), 'waiting', '', now(), now() from sale;`,
  '0026_messages.sql': `
    insert into mail_attachments (mail_id, position, file_name, content_type, bytes) select mail, 1, 'tickets.pdf', 'application/pdf', 'pages' from sale;
    insert into message_templates (event_id, kind, locale, subject, updated_at) select event, 'order-completed', 'en', 'You are in', now() from sale;
    insert into reminder_settings (event_id, event_days, event_minute, payment_days) select event, 2, 540, 3 from sale;
    insert into messages (event_id, number, kind, state, audience, words, send_at, created_by, created_at) select event, 1, 'message', 'sent', '{}', '{"en": {"subject": "Doors", "body": "At nine"}}', now(), 'Grace Lind', now() from sale;
    insert into message_recipients (message_id, order_id, ticket_id, email, posted_at, mail_id) select id, ordered, ticket, 'ada@example.org', now(), mail from sale, messages;
    insert into event_moves (event_id, starts_at, ends_at, time_zone, location_name, city, tell_at) select event, now(), now(), 'Europe/Lisbon', 'The pier', 'Lisbon', now() + interval '1 year' from sale;`,
  '0027_ticket_keys.sql': `
    insert into ticket_key_turns (event_id, generation, valid_from, turned_at) select event, 1, 1, now() from sale;`,
  '0028_invoices.sql': `
    insert into invoice_settings (organizer_id, legal_name, address, country, updated_at) select organizer, 'Lantern Society', 'Pier 1, Lisbon', 'PT', now() from sale;
    insert into invoice_series (organizer_id, kind, last_number) select organizer, 'invoice', 1 from sale;
    insert into invoices (organizer_id, event_id, order_id, kind, number, code, issued_at, currency, total_minor, tax_minor, snapshot) select organizer, event, ordered, 'invoice', 1, 'INV-1', now(), 'EUR', 2500, 399, '{}' from sale;`,
  '0030_stripe_accounts.sql': `
    insert into stripe_accounts (organizer_id, kind, sealed, account_hash, live, connected_by, connected_at) select organizer, 'oauth', 'sealed', 'hash', false, member, now() from sale;
    insert into stripe_attempts (kind, organizer_id, user_id, state_hash, next_path, created_at, expires_at) select 'oauth', organizer, member, 'hash', '/manage', now(), now() + interval '1 hour' from sale;`,
  '0031_payment_attempts.sql': `
    insert into payment_attempts (id, order_id, provider, account, amount_minor, currency, state, reference, expires_at, payment_reference, created_at, look_again_at)
      select gen_random_uuid(), ordered, 'stripe', 'acct_Lantern', 2500, 'EUR', state, 'cs_' || state, now(), case state when 'paid' then 'pi_1' else '' end, now(), now() + interval '1 year' from sale, (values ('paid'), ('gone'), ('open')) as s(state);
    insert into payments (order_id, kind, method, amount_minor, paid_at, by, idempotency_key, created_at, attempt_id, reference, fee_minor) select ordered, 'payment', 'stripe', 2500, now(), 'buyer', 'card', now(), id, 'pi_1', 60 from sale, payment_attempts where state = 'paid';
    insert into payments (order_id, kind, method, amount_minor, state, paid_at, by, idempotency_key, created_at, attempt_id, refunds_id)
      select order_id, 'refund', 'stripe', 500, 'open', now(), 'Grace Lind', 'card-back', now(), attempt_id, id from payments where reference = 'pi_1';
    insert into provider_news (provider, event_id, kind, object, created_at) values ('stripe', 'evt_1', 'charge.refunded', 'pi_1', now());`,
  '0032_card_money.sql': `
    insert into platform_fees (organizer_id, percent, fixed, updated_at) select organizer, 150, '{"EUR": 30}', now() from sale;
    insert into payment_disputes (payment_id, provider, reference, amount_minor, reason, state, opened_at) select id, 'stripe', 'dp_1', 2500, 'fraudulent', 'open', now() from payments where reference = 'pi_1';
    insert into provider_books (provider, account, looked_at, read_until) values ('stripe', 'acct_Lantern', now(), now());
    insert into provider_payouts (provider, account, reference, amount, digits, currency, state, created_at, arrives_at) values ('stripe', 'acct_Lantern', 'po_1', 2440, 2, 'EUR', 'paid', now(), now());
    insert into provider_movements (payment_id, provider, account, reference, source, kind, amount, amount_minor, fee, application_fee, digits, currency, at, payout_id)
      select p.id, 'stripe', 'acct_Lantern', 'txn_1', 'pi_1', 'payment', 2500, 2500, 60, 0, 2, 'EUR', now(), o.id from payments p, provider_payouts o where p.reference = 'pi_1';`,
  '0033_lost_attempts.sql': `
    update payment_attempts set lost = true where state = 'gone';`,
  '0034_refunds_under_way.sql': `
    update payments set tried_at = now(), tries = 2, trouble = 'No answer' where idempotency_key = 'card-back';
    update payments set state = 'withdrawn' where idempotency_key = 'failed';
    update payment_attempts set put_aside_at = now(), put_aside_by = 'Grace Lind', put_aside_why = 'Never paid' where lost;`,
  '0035_order_acts.sql': `
    insert into order_acts (event_id, act, way, by, idempotency_key, started_at) select event, 'pay', 'bank-transfer', 'Grace Lind', 'several', now() from sale;
    insert into order_act_orders (act_id, order_id, outcome, words) select order_acts.id, orders.id, case orders.id when ordered then 'skipped' end, '' from sale, order_acts, orders;`,
  '0036_failed_order_acts.sql': `
    update order_act_orders set outcome = 'failed', words = 'The disk is full' where outcome is null;`,
  '0037_corrected_credit_notes.sql': `
    insert into invoices (organizer_id, event_id, order_id, kind, number, code, corrects_id, issued_at, currency, total_minor, tax_minor, snapshot) select organizer, event, ordered, 'credit-note', 1, 'CN-1', id, now(), 'EUR', 500, 80, '{}' from sale, invoices where code = 'INV-1';
    insert into invoices (organizer_id, event_id, order_id, kind, number, code, corrects_id, issued_at, currency, total_minor, tax_minor, snapshot) select organizer, event, ordered, 'invoice', 2, 'INV-2', id, now(), 'EUR', 500, 80, '{}' from sale, invoices where code = 'CN-1';
    insert into invoice_series (organizer_id, kind, last_number) select organizer, 'credit-note', 1 from sale;
    update invoice_series set last_number = 2 where kind = 'invoice';`,
  '0042_account_safety.sql': `
    insert into sign_ins (user_id, at, way, outcome, network) select member, now(), 'password', 'in', '192.0.2.0/24' from sale;`,
  '0048_import_quotas.sql': `
    insert into import_uploads (organizer_id, token) select organizer, gen_random_uuid() from sale;`,
  '0081_versions_of_nouns.sql': `
    insert into tombstones (event_id, noun, number, version) select event, 'rooms', 7, 3 from sale;`,
  '0092_changes.sql': `
    insert into changes (organizer_id, event_id, type, data) select organizer, event, 'order.completed', '{"event": "lantern-days"}' from sale;`,
  '0094_narrow_api_keys.sql': `
    insert into api_keys (user_id, name, key_hash, prefix) select member, 'Script', repeat('a', 64), 'foyer_abcd' from sale;
    insert into api_keys (organizer_id, scopes, event_ids, name, key_hash, prefix) select organizer, '{orders:read}', array[event], 'Website', repeat('b', 64), 'foyer_efgh' from sale;
    insert into api_answers (api_key_id, key_hash, request_hash, answer) select id, repeat('c', 64), repeat('d', 64), 'sealed' from api_keys;`,
  '0096_webhooks.sql': `
    insert into webhooks (organizer_id, event_id, types, url, secret, old_secret, old_secret_until, off_at, off_why, failing_since, failed_at)
      select organizer, event, '{order.completed}', 'https://programs.example/hook', 'sealed', 'sealed', now(), now(), 'gone', now(), now() from sale;
    insert into webhook_deliveries (webhook_id, change_id, state, attempts, due_at, status, answer) select webhooks.id, changes.id, 'delivered', 1, null, 200, 'Thanks' from webhooks, changes;`,
};
