/**
 * Who may read what of the database's texts, column by column: `leaks.test.ts` fails for one that is on none of these
 * lists, and for a word of a private one in anything that a stranger can ask for. Decide before you add: is it on a
 * public page or in a public export?
 */

import { NOUN_FIELDS } from '#features/exchange/nouns.ts';
import { columnOf, type Fields } from '#platform/records/field.ts';

const DECLARED: Record<string, Fields> = NOUN_FIELDS;
const TEXTS = ['line', 'area', 'address', 'email', 'links'];

/** No text in the database, which takes a UUID there. */
const NO_TEXT = ['sessions.guid'];

/** Columns of nouns that declare their fields: those that the public sees, or those that it does not. */
function declaredColumns(seen: boolean): string[] {
  return Object.entries(DECLARED).flatMap(([table, fields]) =>
    Object.entries(fields)
      .filter(([, { kind, seenBy }]) => TEXTS.includes(kind) && seenBy.includes('public') === seen)
      .map(([name]) => `${columnOf(table)}.${columnOf(name)}`)
      .filter((column) => !NO_TEXT.includes(column)),
  );
}

function columnsOf(tables: Record<string, string>): ReadonlySet<string> {
  return new Set(
    Object.entries(tables).flatMap(([table, names]) => names.split(' ').map((name) => `${table}.${name}`)),
  );
}

/** Of a published event, and of who organises it: for everybody. */
export const PUBLIC = new Set([
  ...declaredColumns(true),
  ...columnsOf({
    event_terms: 'text',
    events:
      'acronym call_for_speakers city code_of_conduct copyright description email language location_name plan_alt ' +
      'name organizer_description organizer_name schedule_version social_links source_key sub_topic ' +
      'subtitle ticket_url topic type website',
    organizers: 'description name',
    ticket_headings: 'description name',
    ticket_types: 'description name',
  }),
]);

/** For the team, for one person, or for this installation alone. */
export const PRIVATE = new Set([
  ...declaredColumns(false),
  ...columnsOf({
    answer_files: 'content_type file_name storage_key',
    answers: 'label value',
    api_answers: 'answer key_hash request_hash',
    api_keys: 'key_hash name prefix scopes',
    audit_entries: 'action actor_name after before subject',
    auth_accounts: 'access_token account_id id_token password provider_id refresh_token scope',
    auth_sessions: 'ip_address token user_agent',
    auth_verifications: 'identifier value',
    edits: 'images label noun',
    event_exports: 'content_type etag name storage_key',
    event_moves: 'city location_name time_zone',
    event_terms: 'sha256',
    events: 'cancellation_note online_url',
    form_drafts: 'base entries form',
    former_addresses: 'slug',
    import_runs: 'error file_name progress report storage_key time_zone',
    invitations: 'email token_hash',
    invoice_settings: 'address credit_prefix email invoice_prefix legal_name note tax_id',
    invoices: 'code snapshot',
    jobs: 'coalesce_key last_error',
    mail_attachments: 'content_type file_name',
    mails:
      'answer fact fault files html_body kind last_error locale message_id recipient reply_to sender_name ' +
      'source subject text_body',
    mass_cancellations: 'by reason',
    media: 'fault placeholder source_url variants_digest',
    media_variants: 'content_type format name storage_key',
    message_recipients: 'email',
    message_templates: 'body kind locale subject',
    messages: 'audience created_by facts idempotency_key words',
    order_act_orders: 'words',
    order_acts: 'by idempotency_key reason way',
    order_changes: 'by from_state to_state',
    order_edits: 'act by details',
    order_fees: 'name tax_name',
    order_lines: 'tax_name',
    order_notes: 'by text',
    orders:
      'buyer_address buyer_company buyer_email buyer_name buyer_vat_id discount_code idempotency_key locale ' +
      'payment_method wish_hash',
    organizers: 'email website',
    passkeys: 'aaguid credential_id device_type name public_key transports',
    payment_attempts: 'account address payment_reference provider put_aside_by put_aside_why reference request trouble',
    payment_disputes: 'provider reason reference',
    payment_methods: 'instructions method',
    payment_settings: 'account_holder',
    payments: 'by failure iban idempotency_key method note reference trouble',
    pending_identities: 'browser_hash code_hash email next_path profile provider',
    picture_sizes: 'aspect name',
    platform_fees: 'fixed',
    provider_books: 'account provider',
    provider_movements: 'account provider reference source',
    provider_news: 'account event_id kind object provider',
    provider_payouts: 'account provider reference',
    questions: 'choices depends_on_value help label',
    rate_limits: 'key',
    rooms: 'source_key',
    session_types: 'source_key',
    sessions: 'source_key',
    sign_in_attempts: 'browser_hash next_path provider request_secret request_token',
    sign_ins: 'network user_agent way',
    speakers: 'source_key',
    sponsors: 'source_key',
    statement_lines: 'file_name fingerprint iban payer reference',
    stripe_accounts: 'account_hash due name sealed',
    stripe_attempts: 'browser_hash next_path state_hash words',
    tax_rates: 'name',
    ticket_fees: 'name',
    ticket_transfers: 'email locale',
    tickets: 'attendee_email attendee_name',
    tracks: 'source_key',
    two_factors: 'backup_codes secret',
    users: 'biography email image locale name website',
    waiting_entries: 'email locale name told',
    webhook_deliveries: 'answer fault',
    webhooks: 'old_secret secret types url',
    workers: 'name version',
  }),
]);

/**
 * Take no word of a test: states, kinds, codes and addresses, and what the program must be able to read. Secrets among
 * them are random and are compared, never shown.
 */
export const FIXED = columnsOf({
  access_codes: 'code',
  changes: 'data type',
  discount_codes: 'code kind',
  event_members: 'role',
  events: 'brand_color currency session_form slug speaker_form state state_before_deletion time_zone',
  import_runs: 'state',
  invitations: 'role state',
  invoice_series: 'kind',
  invoice_settings: 'country',
  invoices: 'currency kind sha256 storage_key',
  jobs: 'payload queue state',
  mails: 'state',
  media: 'file_name clean_sha256 color content_type sha256 storage_key url',
  messages: 'kind state',
  order_act_orders: 'outcome',
  order_acts: 'act',
  orders: 'buyer_country code currency state',
  organizer_members: 'role',
  organizers: 'slug',
  payment_attempts: 'currency state',
  payment_disputes: 'state',
  payment_settings: 'bic iban',
  payments: 'kind state',
  provider_movements: 'currency kind',
  provider_payouts: 'currency state',
  questions: 'asked_per kind',
  quotas: 'name',
  sessions: 'state',
  sign_ins: 'outcome',
  statement_lines: 'currency state',
  stripe_accounts: 'kind',
  stripe_attempts: 'country kind',
  ticket_fees: 'per',
  ticket_transfers: 'state token_hash',
  ticket_types: 'kind visibility',
  tickets: 'secret',
  tombstones: 'noun',
  tracks: 'color',
  waiting_entries: 'state token',
  webhook_deliveries: 'state',
  webhooks: 'off_why',
});

/** Of tables that stay empty in the test. */
export const NO_ROWS = columnsOf({
  media_variants: 'content_type format name storage_key',
  order_edits: 'details',
  picture_sizes: 'aspect name',
  platform_fees: 'fixed',
});
