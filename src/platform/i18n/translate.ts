/** Words in the reader's language: i18next, one fixed translator a request, the same in pages, jobs and mails. */
import { parseAccept } from 'hono/utils/accept';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import i18next from 'i18next';
import { LRUCache } from 'lru-cache';
import { PROGRAM_ROOT } from '../program-root.ts';
import { PSEUDO_LOCALES, pseudoText } from './pseudo.ts';
import type { CheckedKey, Translate } from './text.ts';

export { type TextKey, textKey, type Translate } from './text.ts';

/** One folder for each language, one file for each area: `<locale>/<area>.json`. */
const FOLDER = path.join(PROGRAM_ROOT, 'src/ui/texts');
const ENGLISH = 'en';

/** A language tag (BCP 47) that has a folder of texts. */
export type Locale = string;

const others = readdirSync(FOLDER)
  .filter((name) => name !== ENGLISH)
  .sort();
/** English first: it stands in for what another language lacks. Pseudo-languages are there for tests. */
export const LOCALES: readonly [Locale, ...Locale[]] = [
  ENGLISH,
  ...others,
  ...(process.env['FOYER_PSEUDO_LANGUAGES'] === '1' ? PSEUDO_LOCALES : []),
];
/** What a language calls itself; its tag where nobody knows. */
export function languageName(locale: Locale): string {
  const known = NAMES.get(locale);
  if (known !== undefined) return known;
  const name = new Intl.DisplayNames([locale], { type: 'language' }).of(locale) ?? locale;
  NAMES.set(locale, name);
  return name;
}

/** Names of languages that were asked for; `Intl` takes long to begin. */
const NAMES = new LRUCache<Locale, string>({ max: 100 });

/** Whether the language has every text, those of teams and administrators too. */
export function isWhole(locale: Locale): boolean {
  return WHOLE.has(locale);
}

/** The locale of that name as it was kept with an order or an account; English for any other. */
export function knownLocale(name: string | undefined): Locale {
  return LOCALES.find((locale) => locale === name) ?? ENGLISH;
}

/** Translators that were asked for: most of what a page says has no values, and is looked up once. */
const translators = new Map<Locale, Translate>();

const foyer = i18next.createInstance();
void foyer.init({
  lng: ENGLISH,
  fallbackLng: ENGLISH,
  // Our names of languages are those of folders, in small letters.
  lowerCaseLng: true,
  resources: {},
  interpolation: { escapeValue: false },
  initAsync: false,
  returnNull: false,
  showSupportNotice: false,
} as never);

for (const locale of [ENGLISH, ...others])
  for (const file of readdirSync(path.join(FOLDER, locale)).sort())
    addTexts(locale, JSON.parse(readFileSync(path.join(FOLDER, locale, file), 'utf8')) as object);
for (const locale of LOCALES)
  if (PSEUDO_LOCALES.includes(locale)) addTexts(locale, pseudoOf(foyer.getResourceBundle(ENGLISH, 'translation')));

/** Adds texts. Later ones of the same key win. */
export function addTexts(locale: Locale, texts: object): void {
  translators.clear();
  foyer.addResourceBundle(locale, 'translation', texts, true, true);
}

const WHOLE = new Set(LOCALES.filter((locale) => lacksNothing(locale)));

function lacksNothing(locale: Locale): boolean {
  const keys = Object.keys(flatten(foyer.getResourceBundle(ENGLISH, 'translation')));
  const own = flatten(foyer.getResourceBundle(locale, 'translation'));
  return keys.every((key) => key in own || /_(one|two|few|many)$/.test(key));
}

function flatten(texts: object, before = ''): Record<string, true> {
  return Object.assign(
    {},
    ...Object.entries(texts).map(([key, text]) =>
      typeof text === 'string' ? { [`${before}${key}`]: true } : flatten(text as object, `${before}${key}.`),
    ),
  ) as Record<string, true>;
}

function pseudoOf(texts: object): object {
  return Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [key, typeof text === 'string' ? pseudoText(text) : pseudoOf(text)]),
  );
}

/** The translator of one locale. */
export function translator(locale: Locale): Translate {
  const known = translators.get(locale);
  if (known) return known;
  const fixed = foyer.getFixedT(locale);
  const plain = new Map<string, string>();
  const translate = (key: string, values?: Record<string, string | number>): string => {
    if (values) return String(fixed(key as never, values as never));
    const found = plain.get(key) ?? String(fixed(key as never, {} as never));
    if (plain.size < MOST_PLAIN) plain.set(key, found);
    return found;
  };
  if (LOCALES.includes(locale)) translators.set(locale, translate);
  return translate;
}

/** There are some thousands of texts; keys that do not exist must not fill the memory. */
const MOST_PLAIN = 10_000;

/** The text of `key` before its values are set in: `Enter at least {{minimum}}`. */
export function rawText(key: CheckedKey, locale: Locale): string {
  return String(foyer.getFixedT(locale)(key as never, { skipInterpolation: true, count: 2 } as never));
}

/** Whether the catalogue has a text of that name. */
export function hasText(name: string): name is CheckedKey {
  return foyer.exists(name, { lng: ENGLISH }) || foyer.exists(name, { lng: ENGLISH, count: 1 });
}

/** `rtl` or `ltr`, for the `dir` attribute. */
export function direction(locale: string): 'rtl' | 'ltr' {
  const known = DIRECTIONS.get(locale);
  if (known !== undefined) return known;
  const found = locale === '' ? 'ltr' : (new Intl.Locale(locale).getTextInfo().direction ?? 'ltr');
  DIRECTIONS.set(locale, found);
  return found;
}

const DIRECTIONS = new LRUCache<string, 'rtl' | 'ltr'>({ max: 100 });

/** The best of our locales for an Accept-Language header (RFC 9110, section 12.5.4). */
export function chooseLocale(accepted: string | null | undefined): Locale {
  const tags = parseAccept(accepted ?? '')
    .filter(({ q }) => q > 0)
    .flatMap(({ type }) => [type.toLowerCase(), type.split('-')[0]?.toLowerCase() ?? '']);
  return knownLocale(tags.find((tag) => LOCALES.includes(tag)));
}
