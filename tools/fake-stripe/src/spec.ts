/**
 * Holds requests and answers against Stripe's OpenAPI description, of which it knows as much as that uses. Objects are
 * closed: what the description does not name must not be there. The file is no part of this repository: `FOYER_SHARED`
 * says where it is.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

type Schema = {
  $ref?: string;
  type?: string;
  nullable?: boolean;
  enum?: unknown[];
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  maxLength?: number;
  'x-stripeBypassValidation'?: boolean;
};
type Content = Record<string, { schema: Schema }>;
type Operation = {
  parameters?: { in: string; name: string; required?: boolean; schema: Schema }[];
  requestBody?: { content: Content };
  responses: Record<string, { content: Content }>;
};
export type Spec = {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
};

/** Where the description is, undefined where it is not. */
export function findSpec(): string | undefined {
  const shared = process.env.FOYER_SHARED ?? path.resolve(import.meta.dirname, '../../../../shared');
  const file = path.join(shared, 'data/stripe/spec3-2022-04-12.json');
  return existsSync(file) ? file : undefined;
}

let read: { file: string; spec: Spec } | undefined;

export function readSpec(file: string): Spec {
  if (read?.file !== file) read = { file, spec: bringNearer(JSON.parse(readFileSync(file, 'utf8')) as Spec) };
  return read.spec;
}

/** Parameters that are younger than the description, or have values that it does not know. */
const YOUNGER: Record<string, string[]> = {
  'POST /v1/checkout/sessions': ['adaptive_pricing'],
  'POST /v1/payment_intents': ['automatic_payment_methods'],
  'POST /v1/webhook_endpoints': ['api_version'],
};

/**
 * What the version that is spoken here has otherwise than the description, which is of 2020-08-27: properties that were
 * added, that are gone, and that are not always there now. All else is as described.
 */
const DIFFERENCES: Record<string, { added?: string; gone?: string; optional?: string }> = {
  account: { added: 'groups' },
  account_business_profile: {
    added:
      'annual_revenue estimated_worker_count minority_owned_business_designation specified_commercial_transactions_act_url',
  },
  account_card_payments_settings: { added: 'statement_descriptor_prefix_kana statement_descriptor_prefix_kanji' },
  account_payments_settings: { added: 'statement_descriptor_prefix_kana statement_descriptor_prefix_kanji' },
  application_fee: { added: 'fee_source' },
  balance_transaction: { added: 'balance_type' },
  billing_details: { added: 'tax_id' },
  charge: { added: 'source', gone: 'invoice order', optional: 'refunds' },
  charge_outcome: { added: 'advice_code network_advice_code network_decline_code' },
  'checkout.session': {
    added:
      'adaptive_pricing allowed_payment_method_types client_secret collected_information created currency_conversion custom_fields ' +
      'custom_text customer_account discounts integration_identifier invoice invoice_creation managed_payments origin_context ' +
      'payment_method_collection payment_method_configuration_details permissions saved_payment_method_options shipping_cost ' +
      'ui_mode wallet_options',
    gone: 'shipping shipping_rate',
  },
  dispute: { added: 'enhanced_eligibility_types intended_submission_method' },
  dispute_evidence: { added: 'enhanced_evidence' },
  dispute_evidence_details: { added: 'enhanced_eligibility submission_method' },
  item: { added: 'adjustable_quantity amount_discount amount_tax metadata' },
  payment_flows_automatic_payment_methods_payment_intent: { added: 'allow_redirects' },
  payment_intent: {
    added:
      'allowed_payment_method_types customer_account excluded_payment_method_types latest_charge managed_payments ' +
      'payment_method_configuration_details payment_record source',
    gone: 'charges invoice',
  },
  payment_method_details_card: {
    added:
      'amount_authorized authorization_code electronic_commerce_indicator network_transaction_id regulated_status transaction_link_id',
  },
  payment_pages_checkout_session_automatic_tax: { added: 'liability provider' },
  payment_pages_checkout_session_customer_details: { added: 'business_name individual_name' },
  payout: { added: 'application_fee application_fee_amount payout_method reconciliation_status trace_id' },
  price: { added: 'custom_unit_amount' },
  refund: { added: 'customer customer_account destination_details payment_method' },
};

function bringNearer(spec: Spec): Spec {
  for (const [name, { added = '', gone = '', optional = '' }] of Object.entries(DIFFERENCES)) {
    const schema = spec.components.schemas[name];
    if (!schema?.properties) throw new Error(`The description has no ${name}`);
    const words = (text: string): string[] => text.split(' ').filter((one) => one !== '');
    for (const one of words(added)) {
      if (schema.properties[one]) throw new Error(`${name}.${one} is described`);
      schema.properties[one] = { nullable: true };
    }
    for (const one of words(gone)) {
      if (!schema.properties[one]) throw new Error(`${name}.${one} is not described`);
      delete schema.properties[one];
    }
    const freed = [...words(gone), ...words(optional)];
    schema.required = (schema.required ?? []).filter((one) => !freed.includes(one));
  }
  return spec;
}

/** What of a request is not as described, each with its place. `request` is the body of a POST, the query otherwise. */
export function requestFaults(spec: Spec, method: string, route: string, request: object): string[] {
  const said = Object.fromEntries(
    Object.entries(request).filter(([name]) => !YOUNGER[`${method} ${route}`]?.includes(name)),
  );
  const operation = spec.paths[route]?.[method.toLowerCase()];
  if (!operation) return [`${method} ${route} is not in the description`];
  if (method === 'POST') {
    const schema = operation.requestBody?.content['application/x-www-form-urlencoded']?.schema ?? {};
    return faults(spec, said, { additionalProperties: false, ...schema }, '', true);
  }
  const query = (operation.parameters ?? []).filter((one) => one.in === 'query');
  const schema = {
    properties: Object.fromEntries(query.map((one) => [one.name, one.schema])),
    required: query.filter((one) => one.required).map((one) => one.name),
    type: 'object',
  };
  return faults(spec, said, schema, '', true);
}

/** What of an answer is not as described. */
export function answerFaults(spec: Spec, method: string, route: string, status: number, body: unknown): string[] {
  const operation = spec.paths[route]?.[method.toLowerCase()];
  const schema =
    status < 400
      ? operation?.responses['200']?.content['application/json']?.schema
      : { $ref: '#/components/schemas/error' };
  return schema ? faults(spec, body, schema, '', false) : [`${method} ${route} is not in the description`];
}

/** What of a resource is not as described, for what does not come as an answer: the content of events. */
export function recordFaults(spec: Spec, name: string, resource: unknown): string[] {
  return spec.components.schemas[name]
    ? faults(spec, resource, { $ref: `#/components/schemas/${name}` }, '', false)
    : [`${name} is not in the description`];
}

/** `form`: numbers and truths come as text, and an empty text may unset. */
function faults(spec: Spec, value: unknown, schema: Schema, at: string, form: boolean): string[] {
  if (schema.$ref)
    return faults(spec, value, spec.components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}, at, form);
  if (value === null) return schema.nullable ? [] : [`${at} is null`];
  if (schema.anyOf) {
    const results = schema.anyOf.map((one) => faults(spec, value, one, at, form));
    return results.some((one) => one.length === 0) ? [] : (results.sort((a, b) => a.length - b.length)[0] ?? []);
  }
  return [...plainFaults(value, schema, at, form), ...innerFaults(spec, value, schema, at, form)];
}

function plainFaults(value: unknown, schema: Schema, at: string, form: boolean): string[] {
  const found: string[] = [];
  if (schema.type && !isOfType(value, schema.type, form)) found.push(`${at} is no ${schema.type}`);
  if (schema.enum && !schema['x-stripeBypassValidation'] && !schema.enum.includes(value))
    found.push(`${at} is none of ${schema.enum.join(', ')}`);
  if (schema.maxLength !== undefined && typeof value === 'string' && value.length > schema.maxLength)
    found.push(`${at} is longer than ${schema.maxLength}`);
  return found;
}

function innerFaults(spec: Spec, value: unknown, schema: Schema, at: string, form: boolean): string[] {
  if (Array.isArray(value))
    return value.flatMap((one, i) => faults(spec, one, schema.items ?? {}, `${at}[${i}]`, form));
  if (typeof value !== 'object' || value === null) return [];
  const missing = (schema.required ?? [])
    .filter((name) => !Object.hasOwn(value, name))
    .map((name) => `${at}.${name} is missing`);
  const wrong = Object.entries(value).flatMap(([name, one]) => {
    const inside = `${at}.${name}`;
    const rule =
      schema.properties?.[name] ??
      (typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined);
    if (rule) return faults(spec, one, rule, inside, form);
    return schema.properties && schema.additionalProperties !== true ? [`${inside} is not described`] : [];
  });
  return [...missing, ...wrong];
}

function isOfType(value: unknown, type: string, form: boolean): boolean {
  if (type === 'array') return Array.isArray(value) || (form && value === '');
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!form) return type === 'integer' ? Number.isInteger(value) : typeof value === type;
  if (typeof value !== 'string') return false;
  if (type === 'integer') return /^-?\d+$/.test(value);
  if (type === 'number') return /^-?\d+(\.\d+)?$/.test(value);
  return type !== 'boolean' || value === 'true' || value === 'false';
}
