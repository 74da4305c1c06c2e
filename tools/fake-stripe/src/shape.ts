/**
 * Which parameters an endpoint takes, and the refusals of those it does not. A name that ends in `!` is required. The
 * specification, where it is there, checks the same once more and more strictly.
 */
import type { Form, FormValue } from './form.ts';
import { invalid } from './refusal.ts';

export type Kind =
  'string' | 'integer' | 'boolean' | 'metadata' | 'email' | 'url' | readonly string[] | { list: Kind } | { of: Shape };
export type Shape = { readonly [name: string]: Kind };
type Value = string | number | boolean | Value[] | { [name: string]: Value };

const LONGEST = 5000;

/** The parameters with numbers and truths as such. Throws the refusal. */
export function readShape(form: Form, shape: Shape, at = ''): { [name: string]: Value } {
  const known = new Map(Object.entries(shape).map(([name, kind]) => [name.replace('!', ''), kind]));
  const unknown = Object.keys(form)
    .filter((name) => !known.has(name))
    .map((name) => inside(at, name));
  if (unknown.length > 0)
    throw invalid(`Received unknown parameter${unknown.length > 1 ? 's' : ''}: ${unknown.join(', ')}`, {
      code: 'parameter_unknown',
      param: unknown[0] as string,
    });
  for (const name of Object.keys(shape)
    .filter((one) => one.endsWith('!'))
    .map((one) => one.slice(0, -1))) {
    if (form[name] === undefined)
      throw invalid(`Missing required param: ${inside(at, name)}.`, {
        code: 'parameter_missing',
        param: inside(at, name),
      });
  }
  return Object.fromEntries(
    Object.entries(form).map(([name, value]) => [name, readKind(value, known.get(name) as Kind, inside(at, name))]),
  );
}

function inside(at: string, name: string): string {
  return at === '' ? name : `${at}[${name}]`;
}

function readKind(value: FormValue, kind: Kind, at: string): Value {
  if (kind === 'metadata') return readMetadata(value, at);
  if (typeof kind === 'object' && 'list' in kind) {
    if (!Array.isArray(value)) throw invalid('Invalid array', { param: at });
    return value.map((one, i) => readKind(one, kind.list, `${at}[${i}]`));
  }
  if (typeof kind === 'object' && 'of' in kind) {
    if (typeof value !== 'object' || Array.isArray(value)) throw invalid('Invalid object', { param: at });
    return readShape(value, kind.of, at);
  }
  if (typeof value !== 'string') throw invalid('Invalid string', { param: at });
  return readText(value, kind as Exclude<Kind, object> | readonly string[], at);
}

function readText(value: string, kind: Exclude<Kind, object> | readonly string[], at: string): Value {
  if (typeof kind !== 'string') {
    if (!kind.includes(value)) throw invalid(`Invalid ${at}: must be one of ${kind.join(', ')}`, { param: at });
    return value;
  }
  if (kind === 'integer') {
    if (!/^-?\d{1,15}$/.test(value))
      throw invalid(`Invalid integer: ${value}`, { code: 'parameter_invalid_integer', param: at });
    return Number(value);
  }
  if (kind === 'boolean') {
    if (value !== 'true' && value !== 'false') throw invalid(`Invalid boolean: ${value}`, { param: at });
    return value === 'true';
  }
  if (value === '')
    throw invalid(
      `You passed an empty string for '${at}'. We assume empty values are an attempt to unset a parameter; however '${at}' cannot be unset. You should remove '${at}' from your request or supply a non-empty value.`,
      { code: 'parameter_invalid_empty', param: at },
    );
  if (value.length > LONGEST) throw invalid(`Invalid string: must be at most ${LONGEST} characters`, { param: at });
  if (kind === 'email' && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value))
    throw invalid(`Invalid email address: ${value}`, { code: 'email_invalid', param: at });
  if (kind === 'url' && !/^https?:\/\/[^/\s]+/.test(value))
    throw invalid('Not a valid URL', { code: 'url_invalid', param: at });
  return value;
}

/** At most 50 keys of 40 characters with values of 500. */
function readMetadata(value: FormValue, at: string): Value {
  if (value === '') return {};
  const pairs = Array.isArray(value) ? value.map((one, i) => [String(i), one] as const) : Object.entries(value);
  if (typeof value !== 'object') throw invalid('Invalid object', { param: at });
  if (pairs.length > 50) throw invalid('Metadata can have at most 50 keys', { param: at });
  for (const [key, one] of pairs) {
    if (key.length > 40) throw invalid(`Metadata keys must be at most 40 characters: ${key}`, { param: at });
    if (typeof one !== 'string') throw invalid(`Metadata values must be strings: ${key}`, { param: `${at}[${key}]` });
    if (one.length > 500)
      throw invalid(
        `Metadata values can have up to 500 characters, but you passed in a value that is ${one.length} characters. Invalid value: ${one}`,
        { param: `${at}[${key}]` },
      );
  }
  return Object.fromEntries(pairs) as Value;
}
