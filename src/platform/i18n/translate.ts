/** Words in the reader's language: i18next, one fixed translator a request, the same in pages, jobs and mails. */
import { parseAccept } from 'hono/utils/accept';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import i18next, { type TFunction } from 'i18next';
import { PROGRAM_ROOT } from '../config.ts';

export const LOCALES = ['en', 'ar'] as const;
export type Locale = (typeof LOCALES)[number];
export const LOCALE_NAMES: Record<Locale, string> = { en: 'English', ar: 'العربية' };

/** The locale of that name as it was kept with an order or an account; English for any other. */
export function knownLocale(name: string | undefined): Locale {
  return LOCALES.find((locale) => locale === name) ?? 'en';
}

const RIGHT_TO_LEFT = new Set<string>(['ar', 'he', 'fa', 'ur']);

const foyer = i18next.createInstance();
void foyer.init({
  lng: 'en',
  fallbackLng: 'en',
  resources: {},
  interpolation: { escapeValue: false },
  initAsync: false,
  returnNull: false,
  showSupportNotice: false,
} as never);

/** All words of Foyer: `<area>.<locale>.json` or `<locale>.json`, each area with top-level keys of its own. */
const FOLDER = path.join(PROGRAM_ROOT, 'src/ui/texts');

for (const file of readdirSync(FOLDER).sort()) {
  const locale = LOCALES.find((known) => new RegExp(`(^|\\.)${known}\\.json$`).test(file));
  if (locale) addWords(locale, JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8')) as object);
}

/** Adds words. Later ones of the same key win. */
export function addWords(locale: Locale, words: object): void {
  foyer.addResourceBundle(locale, 'translation', words, true, true);
}

export type Translate = (key: string, values?: Record<string, string | number>) => string;

/** The translator of one locale; an unknown key comes back as itself. */
export function translator(locale: Locale): Translate {
  const fixed: TFunction = foyer.getFixedT(locale);
  return (key, values) => fixed(key, values ?? {}) as string;
}

/** `rtl` or `ltr`, for the `dir` attribute. */
export function direction(locale: string): 'rtl' | 'ltr' {
  return RIGHT_TO_LEFT.has(locale.split('-')[0] ?? '') ? 'rtl' : 'ltr';
}

/** The best of our locales for an Accept-Language header (RFC 9110, section 12.5.4). */
export function chooseLocale(accepted: string | null | undefined): Locale {
  const languages = parseAccept(accepted ?? '')
    .filter(({ q }) => q > 0)
    .map(({ type }) => type.split('-')[0]?.toLowerCase() ?? '');
  return knownLocale(languages.find((language) => (LOCALES as readonly string[]).includes(language)));
}
