/** The catalogue of texts as it lies in `src/ui/texts`, and what is wrong with it. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PROGRAM_ROOT } from '#platform/config.ts';

export const TEXTS_FOLDER = path.join(PROGRAM_ROOT, 'src/ui/texts');
/** For each key the digest of the English text that the translation was made from. */
const MADE_FROM = path.join(PROGRAM_ROOT, 'tests/words');

/**
 * Areas whose texts buyers, attendees, visitors, account holders and readers of mails meet: every language has them
 * whole. The other files hold what only teams and administrators read, in English.
 */
export const READER_AREAS: readonly string[] = [
  'account',
  'aftersale',
  'api',
  'checkout',
  'connections',
  'event',
  'event-types',
  'focal',
  'form',
  'invoices',
  'mail',
  'notices',
  'orders',
  'pages',
  'passes',
  'payment',
  'prices',
  'problems',
  'questions',
  'said',
  'sharing',
  'stripe-account',
  'teams',
  'terms',
  'tickets',
  'waiting',
];

type Tree = { [name: string]: string | Tree };

/** Key to text. */
export type Texts = ReadonlyMap<string, string>;

/** All texts of a language; `areas` picks files. */
export function readTexts(locale: string, areas?: readonly string[]): Texts {
  const folder = path.join(TEXTS_FOLDER, locale);
  const files = readdirSync(folder).filter((file) => !areas || areas.includes(path.basename(file, '.json')));
  return new Map(files.flatMap((file) => flatten(JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Tree)));
}

function flatten(tree: Tree, before = ''): [string, string][] {
  return Object.entries(tree).flatMap(([name, text]) =>
    typeof text === 'string' ? [[`${before}${name}`, text] as [string, string]] : flatten(text, `${before}${name}.`),
  );
}

/** Languages that have a folder, besides English. */
export function otherLanguages(): string[] {
  return readdirSync(TEXTS_FOLDER).filter((name) => name !== 'en');
}

/** The names in double braces. */
export function valuesOf(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name as string))].sort();
}

const FORM = /_(zero|one|two|few|many|other)$/;

/** Without the ending that is chosen by a number, where English has the text in several forms. */
export function keyOf(name: string, texts: Texts): string {
  const key = name.replace(FORM, '');
  return texts.has(`${key}_other`) ? key : name;
}

/** What code asks for: each key with its values; `count` is among those of a text that has plural forms. */
export function keysOf(texts: Texts): Map<string, string[]> {
  const keys = new Map<string, string[]>();
  for (const [name, text] of texts) {
    const key = keyOf(name, texts);
    const values = [...(keys.get(key) ?? []), ...valuesOf(text), ...(key === name ? [] : ['count'])];
    keys.set(key, [...new Set(values)].sort());
  }
  return keys;
}

/** The TypeScript of `src/platform/i18n/text-keys.ts`. */
export function writeKeys(texts: Texts): string {
  const rows = [...keysOf(texts)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, values]) => {
      const types = values.map((name) => `${name}: ${name === 'count' ? 'number' : 'string | number'}`);
      return `  '${key}': { ${types.join('; ')} };`.replace('{  }', 'Record<never, never>');
    });
  const head = '/** The texts of `src/ui/texts/en` and what each needs. Written by `npm run words -- --write`. */';
  return `${head}\nexport type TextValues = {\n${rows.join('\n')}\n};\n`;
}

/** What a translation lacks, what it has too much, and what no longer fits the English that it was made from. */
export type Faults = { missing: string[]; unused: string[]; outdated: string[]; otherValues: string[] };

/** What `locale` lacks of the texts that people outside teams read. */
export function missingForReaders(locale: string): string[] {
  return compareTexts(locale, readTexts('en', READER_AREAS)).missing;
}

/** Compares the translation of `locale` with English. */
export function compareTexts(locale: string, english: Texts = readTexts('en')): Faults {
  const own = readTexts(locale);
  const madeFrom = readMadeFrom(locale);
  const keys = keysOf(english);
  const forms = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;
  const wanted = [...keys.keys()].flatMap((key) => (english.has(key) ? [key] : forms.map((form) => `${key}_${form}`)));
  const known = new Set(wanted);
  const values = (name: string): string[] => keys.get(keyOf(name, english)) ?? [];
  return {
    missing: wanted.filter((name) => !own.has(name)),
    unused: [...own.keys()].filter((name) => !known.has(name)),
    outdated: [...own.keys()].filter((name) => known.has(name) && madeFrom[name] !== digestFor(name, english)),
    otherValues: [...own].flatMap(([name, text]) => {
      const extra = valuesOf(text).filter((value) => !values(name).includes(value));
      // A form for one number may leave the number out, and a language may say with fewer words what goes without.
      return extra.length > 0 ? [`${name}: ${extra.join(', ')}`] : [];
    }),
  };
}

/** Says that the translations of `locale` fit the English of now: what `made-from` holds then. */
export function madeFromNow(locale: string, english: Texts = readTexts('en')): Record<string, string> {
  return Object.fromEntries([...readTexts(locale).keys()].sort().map((name) => [name, digestFor(name, english)]));
}

export function madeFromFile(locale: string): string {
  return path.join(MADE_FROM, `made-from.${locale}.json`);
}

function readMadeFrom(locale: string): Record<string, string> {
  const file = madeFromFile(locale);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) : {};
}

/** Of the English text; of one with plural forms, of its general form. */
function digestFor(name: string, english: Texts): string {
  const text = english.get(name) ?? english.get(`${name.replace(FORM, '')}_other`) ?? '';
  return createHash('sha256').update(text).digest('base64url').slice(0, 6);
}
