/**
 * Holds requests and answers against the types of the installed Stripe library, which describe the API version that it
 * pins. Objects are closed, and of an enumeration only the values count that the library names: what its types do not
 * know must not be there.
 */
import path from 'node:path';
import ts from 'typescript';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const SOURCE = path.join(ROOT, 'tools/fake-stripe/src/types-of-the-library.ts');

/** Of each endpoint the type of its parameters and of its answer, within the namespace of the library. */
const ENDPOINTS: Record<string, [parameters: string, answer: string]> = {
  'POST /v1/accounts': ['AccountCreateParams', 'Account'],
  'GET /v1/accounts': ['AccountListParams', 'ApiList<Stripe.Account>'],
  'GET /v1/account': ['AccountRetrieveParams', 'Account'],
  'GET /v1/accounts/{account}': ['AccountRetrieveParams', 'Account'],
  'DELETE /v1/accounts/{account}': ['AccountDeleteParams', 'DeletedAccount'],
  'POST /v1/account_links': ['AccountLinkCreateParams', 'AccountLink'],
  'POST /v1/checkout/sessions': ['Checkout.SessionCreateParams', 'Checkout.Session'],
  'GET /v1/checkout/sessions': ['Checkout.SessionListParams', 'ApiList<Stripe.Checkout.Session>'],
  'GET /v1/checkout/sessions/{session}': ['Checkout.SessionRetrieveParams', 'Checkout.Session'],
  'POST /v1/checkout/sessions/{session}/expire': ['Checkout.SessionExpireParams', 'Checkout.Session'],
  'GET /v1/checkout/sessions/{session}/line_items': ['Checkout.SessionListLineItemsParams', 'ApiList<Stripe.LineItem>'],
  'POST /v1/payment_intents': ['PaymentIntentCreateParams', 'PaymentIntent'],
  'GET /v1/payment_intents': ['PaymentIntentListParams', 'ApiList<Stripe.PaymentIntent>'],
  'GET /v1/payment_intents/{intent}': ['PaymentIntentRetrieveParams', 'PaymentIntent'],
  'POST /v1/payment_intents/{intent}/confirm': ['PaymentIntentConfirmParams', 'PaymentIntent'],
  'POST /v1/payment_intents/{intent}/cancel': ['PaymentIntentCancelParams', 'PaymentIntent'],
  'GET /v1/charges': ['ChargeListParams', 'ApiList<Stripe.Charge>'],
  'GET /v1/charges/{charge}': ['ChargeRetrieveParams', 'Charge'],
  'POST /v1/refunds': ['RefundCreateParams', 'Refund'],
  'GET /v1/refunds': ['RefundListParams', 'ApiList<Stripe.Refund>'],
  'GET /v1/refunds/{refund}': ['RefundRetrieveParams', 'Refund'],
  'GET /v1/disputes': ['DisputeListParams', 'ApiList<Stripe.Dispute>'],
  'GET /v1/disputes/{dispute}': ['DisputeRetrieveParams', 'Dispute'],
  'GET /v1/application_fees': ['ApplicationFeeListParams', 'ApiList<Stripe.ApplicationFee>'],
  'GET /v1/application_fees/{id}': ['ApplicationFeeRetrieveParams', 'ApplicationFee'],
  'POST /v1/application_fees/{id}/refunds': ['ApplicationFeeCreateRefundParams', 'FeeRefund'],
  'GET /v1/application_fees/{id}/refunds': ['ApplicationFeeListRefundsParams', 'ApiList<Stripe.FeeRefund>'],
  'GET /v1/balance_transactions': ['BalanceTransactionListParams', 'ApiList<Stripe.BalanceTransaction>'],
  'GET /v1/balance_transactions/{id}': ['BalanceTransactionRetrieveParams', 'BalanceTransaction'],
  'GET /v1/payouts': ['PayoutListParams', 'ApiList<Stripe.Payout>'],
  'GET /v1/payouts/{payout}': ['PayoutRetrieveParams', 'Payout'],
  'GET /v1/events': ['EventListParams', 'ApiList<Stripe.Event>'],
  'GET /v1/events/{id}': ['EventRetrieveParams', 'Event'],
  'POST /v1/webhook_endpoints': ['WebhookEndpointCreateParams', 'WebhookEndpoint'],
  'GET /v1/webhook_endpoints': ['WebhookEndpointListParams', 'ApiList<Stripe.WebhookEndpoint>'],
  'GET /v1/webhook_endpoints/{webhook_endpoint}': ['WebhookEndpointRetrieveParams', 'WebhookEndpoint'],
  'DELETE /v1/webhook_endpoints/{webhook_endpoint}': ['WebhookEndpointDeleteParams', 'DeletedWebhookEndpoint'],
};

/** Reads them, which takes some seconds. Throws where the library has no such type any more. */
export function readLibraryTypes() {
  const { checker, types } = compile();
  const typeOf = (name: string): ts.Type => {
    const found = types.get(name);
    if (!found) throw new Error(`${name} is no endpoint whose types are known`);
    return found;
  };
  return {
    endpoints: Object.keys(ENDPOINTS),
    /** What of the parameters, as they come in a form, the library's types do not know. */
    requestFaults: (endpoint: string, form: object): string[] => {
      return faults({ checker, isForm: true }, form, typeOf(`request ${endpoint}`), '');
    },
    /** What of an answer is other than the library's types say. */
    answerFaults: (endpoint: string, status: number, body: unknown): string[] => {
      // Of refusals the library has the content of `error` as a type.
      if (status >= 400)
        return faults({ checker, isForm: false }, (body as { error: unknown }).error, typeOf('refusal'), '.error');
      return faults({ checker, isForm: false }, body, typeOf(`answer ${endpoint}`), '');
    },
    /** What of an event, as webhooks carry it, is other than the library's types say. */
    eventFaults: (event: unknown): string[] => faults({ checker, isForm: false }, event, typeOf('event'), ''),
  };
}

function compile(): { checker: ts.TypeChecker; types: Map<string, ts.Type> } {
  const named = Object.entries(ENDPOINTS).flatMap(([endpoint, [parameters, answer]]) => [
    `  ${JSON.stringify(`request ${endpoint}`)}: Stripe.${parameters};`,
    `  ${JSON.stringify(`answer ${endpoint}`)}: Stripe.${answer};`,
  ]);
  const refusal = "  'refusal': Stripe.StripeRawError;";
  const text = `import Stripe from 'stripe';\nexport interface Named {\n${named.join('\n')}\n  'event': Stripe.Event;\n${refusal}\n}\n`;
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
  };
  const host = ts.createCompilerHost(options);
  const readSource = host.getSourceFile.bind(host);
  host.fileExists = (file) => file === SOURCE || ts.sys.fileExists(file);
  host.getSourceFile = (file, ...more) => {
    return file === SOURCE ? ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true) : readSource(file, ...more);
  };
  const program = ts.createProgram([SOURCE], options, host);
  const source = program.getSourceFile(SOURCE) as ts.SourceFile;
  const wrong = program
    .getSemanticDiagnostics(source)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
  if (wrong.length > 0) throw new Error(`The library has other types: ${wrong.join('; ')}`);
  const checker = program.getTypeChecker();
  const listed = source.statements.find(ts.isInterfaceDeclaration) as ts.InterfaceDeclaration;
  const all = checker.getPropertiesOfType(checker.getTypeAtLocation(listed));
  return { checker, types: new Map(all.map((one) => [one.name, checker.getTypeOfSymbol(one)])) };
}

/** `isForm`: numbers and truths come as text, and an empty text may unset. */
type Way = { checker: ts.TypeChecker; isForm: boolean };

function faults(way: Way, value: unknown, type: ts.Type, at: string): string[] {
  const kinds = type.isUnion() ? type.types : [type];
  if (kinds.some(({ flags }) => flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown))) return [];
  if (value === null) return kinds.some(({ flags }) => flags & ts.TypeFlags.Null) ? [] : [`${at} is null`];
  if (typeof value !== 'object') return plainFaults(way, value, kinds, at);
  const objects = kinds.filter((one) => one.flags & ts.TypeFlags.Object && nameOf(one) !== 'Decimal');
  const arrays = objects.filter((one) => way.checker.isArrayType(one) || way.checker.isTupleType(one));
  if (Array.isArray(value)) {
    const [array] = arrays as ts.TypeReference[];
    if (!array) return [`${at} is a list`];
    const element = way.checker.getTypeArguments(array)[0] as ts.Type;
    return value.flatMap((one, i) => faults(way, one, element, `${at}[${i}]`));
  }
  const closed = objects.filter((one) => !arrays.includes(one));
  const fitting = closed.filter((one) => isOfKind(way, value, one));
  const results = (fitting.length > 0 ? fitting : closed.slice(0, 1)).map((one) => objectFaults(way, value, one, at));
  return results.sort((a, b) => a.length - b.length)[0] ?? [`${at} is an object`];
}

function nameOf(type: ts.Type): string | undefined {
  return (type.aliasSymbol ?? (type.symbol as ts.Symbol | undefined))?.name;
}

/** Whether the words that tell resources apart (`object`, `type`, `deleted`) are those of this one. */
function isOfKind({ checker }: Way, value: object, type: ts.Type): boolean {
  return checker.getPropertiesOfType(type).every((property) => {
    if (property.flags & ts.SymbolFlags.Optional) return true;
    const kind = checker.getTypeOfSymbol(property);
    return !kind.isStringLiteral() || (value as Record<string, unknown>)[property.name] === kind.value;
  });
}

function objectFaults(way: Way, value: object, type: ts.Type, at: string): string[] {
  const { checker } = way;
  const properties = new Map(checker.getPropertiesOfType(type).map((one) => [one.name, one]));
  const others = checker.getIndexInfoOfType(type, ts.IndexKind.String)?.type;
  const missing = [...properties.values()]
    .filter(({ name, flags }) => !(flags & ts.SymbolFlags.Optional) && !Object.hasOwn(value, name))
    .map(({ name }) => `${at}.${name} is missing`);
  const wrong = Object.entries(value).flatMap(([name, one]) => {
    const property = properties.get(name);
    const kind = property ? checker.getTypeOfSymbol(property) : others;
    return kind ? faults(way, one, kind, `${at}.${name}`) : [`${at}.${name} is not known`];
  });
  return [...missing, ...wrong];
}

function plainFaults({ isForm }: Way, value: unknown, kinds: ts.Type[], at: string): string[] {
  const literals = kinds.filter((one): one is ts.LiteralType => one.isStringLiteral() || one.isNumberLiteral());
  const words = literals.filter((one) => one.isStringLiteral());
  const is = (flag: ts.TypeFlags): boolean => kinds.some(({ flags }) => flags & flag);
  // What the library leaves open beside the values that it names (`OtherString`) is an intersection.
  const isText = is(ts.TypeFlags.String) || (words.length === 0 && is(ts.TypeFlags.Intersection));
  if (isForm && is(ts.TypeFlags.NumberLike) && /^-?\d+(\.\d+)?$/.test(String(value))) return [];
  if (isForm && is(ts.TypeFlags.BooleanLike) && /^(true|false)$/.test(String(value))) return [];
  if (typeof value === 'string') {
    const isDecimal = kinds.some((one) => nameOf(one) === 'Decimal') && /^-?\d+(\.\d+)?$/.test(value);
    if (isText || isDecimal || words.some((one) => one.value === value)) return [];
    const named = words.map((one) => one.value).sort();
    return [named.length > 0 ? `${at} is none of ${named.join(', ')}` : `${at} is a string`];
  }
  if (typeof value === 'number' && (is(ts.TypeFlags.Number) || literals.some((one) => one.value === value))) return [];
  if (
    typeof value === 'boolean' &&
    (is(ts.TypeFlags.Boolean) ||
      kinds.some(
        (one) => nameOf(one) === String(value) || (one as { intrinsicName?: string }).intrinsicName === String(value),
      ))
  )
    return [];
  return [`${at} is a ${typeof value}`];
}
