/** What the record of a change says. */
import { wordStored } from '#platform/i18n/stored-text.ts';
import { hasText, textKey, translator } from '#platform/i18n/translate.ts';
import { formatMoney, type Money } from '#platform/money.ts';
import { localClock, localDate } from '#platform/time.ts';

/** As stored: `action` is a noun and a verb with a dot between. */
export type AuditFacts = {
  action: string;
  subject: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
};

/** One field that was changed. */
export type FieldChange = { field: string; before: string; after: string };

/** For whom it is said: instants in that zone, money in the manner of that locale. */
export type Reader = { timeZone: string; locale: string };

const SOMEBODY: Reader = { timeZone: 'UTC', locale: 'en' };

/** `Mira changed session 12: Opening`. What a verb alone does not tell has a text of its own. */
export function describeAct(
  { actor, action, subject }: Pick<AuditFacts, 'action' | 'subject'> & { actor: string },
  locale: string,
): string {
  const t = translator(locale);
  const verb = action.split('.').at(-1) ?? '';
  const key = [`audit.act.${action}`, `audit.verb.${verb}`].find(hasText);
  if (key !== undefined) return t(textKey(key), { actor, subject });
  return t('audit.other', { actor, subject, act: verb.replaceAll('-', ' ') });
}

/** `saleStartsAt`, `sale_starts_at` and `sale-starts-at` are `sale starts at`. */
function splitName(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]/g, ' ')
    .toLowerCase()
    .trim();
}

const camelCase = (words: string): string => words.replaceAll(/ (\w)/g, (_, letter: string) => letter.toUpperCase());

/** Nouns of the record whose fields the catalogue has under another name. */
const DECLARED_AS: Record<string, string> = { discount: 'discountCode', 'ticket heading': 'heading' };

/**
 * A field as people know it: by a text of its own, or as the form of its noun calls it. What neither has, such as a
 * field of an older version, is said by its name.
 */
export function labelField(name: string, locale = SOMEBODY.locale, noun = ''): string {
  const words = splitName(name);
  const of = splitName(noun);
  const keys = [
    ['audit.field', words.replaceAll(' ', '-')],
    ['fields', DECLARED_AS[of] ?? camelCase(of), camelCase(words)],
  ].map((parts) => parts.join('.'));
  const key = keys.find(hasText);
  return key === undefined ? words.charAt(0).toUpperCase() + words.slice(1) : translator(locale)(textKey(key));
}

/** What was changed, as the filter of the record calls it: `tax-rate` is `Tax rates`. */
export function labelKind(noun: string, locale: string): string {
  const key = `audit.kind.${splitName(noun).replaceAll(' ', '-')}`;
  return hasText(key) ? translator(locale)(textKey(key)) : labelField(noun, locale);
}

/** A value as people read it; nothing, an empty text and an empty list are `(empty)`. */
export function formatValue(value: unknown, reader: Reader = SOMEBODY, noun = ''): string {
  const t = translator(reader.locale);
  if (isEmpty(value)) return t('audit.empty');
  if (typeof value === 'boolean') return t(value ? 'audit.yes' : 'audit.no');
  if (typeof value === 'string') return formatMoment(wordStored(value, reader.locale), reader);
  if (Array.isArray(value)) return value.map((one) => formatValue(one, reader, noun)).join(', ');
  if (isMoney(value)) return formatMoney(value, reader.locale);
  if (typeof value === 'object')
    return (
      Object.entries(value as object)
        .map(([name, inner]) =>
          t('audit.part', { part: labelField(name, reader.locale, noun), value: formatValue(inner, reader, noun) }),
        )
        .join(', ') || t('audit.empty')
    );
  return String(value);
}

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

function isMoney(value: unknown): value is Money {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).length === 2 &&
    'minor' in value &&
    'currency' in value
  );
}

/** An instant as ISO 8601 and the time of a clock become a moment; every other text stays as it is. */
function formatMoment(text: string, { timeZone }: Reader): string {
  const [, day, clock, seconds] =
    /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})((?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2}))?$/.exec(text) ?? [];
  if (day === undefined) return text;
  if (seconds === undefined) return `${day} ${clock}`;
  const at = Date.parse(text);
  return Number.isNaN(at) ? text : `${localDate(at, timeZone)} ${localClock(at, timeZone)}`;
}

/**
 * Field by field, what it was and what it became; of a part that has fields itself, those that differ. Of what was
 * added or deleted whole, only what it had.
 */
export function listChanges(
  { action = '', before, after }: Partial<Pick<AuditFacts, 'action'>> & Pick<AuditFacts, 'before' | 'after'>,
  reader: Reader = SOMEBODY,
): FieldChange[] {
  const { locale } = reader;
  const noun = action.split('.')[0] ?? '';
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  const told =
    before && after ? names : names.filter((name) => name !== 'position' && !isEmpty((before ?? after)?.[name]));
  return told.flatMap((name) => {
    const [was, is] = [before?.[name], after?.[name]];
    if (hasFields(was) && hasFields(is))
      return listChanges({ action, ...differing(was, is) }, reader).map((inner) => ({
        ...inner,
        field: translator(locale)('audit.part', { part: labelField(name, locale, noun), value: inner.field }),
      }));
    return [
      {
        field: labelField(name, locale, noun),
        before: before ? formatValue(was, reader, noun) : '',
        after: after ? formatValue(is, reader, noun) : '',
      },
    ];
  });
}

function hasFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isMoney(value);
}

function differing(was: Record<string, unknown>, is: Record<string, unknown>): Pick<AuditFacts, 'before' | 'after'> {
  const names = Object.keys({ ...was, ...is }).filter((name) => JSON.stringify(was[name]) !== JSON.stringify(is[name]));
  const pick = (of: Record<string, unknown>): Record<string, unknown> =>
    Object.fromEntries(names.map((name) => [name, of[name]]));
  return { before: pick(was), after: pick(is) };
}
