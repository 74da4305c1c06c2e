/** Bringing in a table: first what it would do, then all of that in one step that can be undone. */
import { problemOf, wordReason } from '#platform/i18n/problem.ts';
import { createHash } from 'node:crypto';
import type { EditOutcome } from '#features/edits/server/write-edit.ts';
import { lockEvent } from '#features/events/server/lock-event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { requireRight } from '#features/organizers/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { findDiscountProblems } from '#features/prices/discount.ts';
import { type DiscountCodeValues, discountOf } from '#features/prices/discount-code.ts';
import { type FeeValues, findFeeProblems } from '#features/prices/fee.ts';
import { Conflict, Invalid, problem } from '#platform/errors.ts';
import type { Fault } from '#platform/i18n/problem-code.ts';
import { translator } from '#platform/i18n/translate.ts';
import { localClock, localDate, readMoment } from '#platform/time.ts';
import { transact } from '#platform/transact.ts';
import { NOUN_FACTS, type Noun } from '../nouns.ts';
import { columnOf, type FormField } from '#platform/records/field.ts';
import { type PlannedRow, type RefusedRow, readCell, namedFields, type TablePlan, writeCell } from '../plan-table.ts';
import { type Place, recordSchema } from './inputs.ts';
import { listRecords, loadChoices, type RecordRow } from './queries.ts';
import { readTable, type Table, type TableRow } from './read-table.ts';
import { updateRecords } from './update-records.ts';

/** A table as text, with the clock of its times and the currency of its amounts. */
export type TableInput = { text: string; timeZone: string; currency: string };

export type TablePreview = TablePlan & {
  /** Says the same of every preview that would do the same. */
  digest: string;
};

/**
 * What importing the table would do now; writes nothing.
 * @throws Invalid for what is no table of the noun; Forbidden
 */
export async function previewTable(ctx: Ctx, scope: EventScope, noun: Noun, input: TableInput): Promise<TablePreview> {
  await requireRight(ctx, scope, NOUN_FACTS[noun].add, { code: 'not_found.event_gone', values: {} });
  const { plan } = await planTable(ctx, scope, noun, input);
  return { ...plan, digest: digestOf(plan) };
}

/**
 * Does what the preview with that digest said, in one transaction; rows that it refused are left out.
 * @throws Conflict where it would do something else by now; Invalid; Forbidden
 */
export async function importTable(
  ctx: Ctx,
  scope: EventScope,
  noun: Noun,
  input: TableInput & { digest: string },
): Promise<EditOutcome> {
  return transact(ctx, async (ctx) => {
    await requireRight(ctx, scope, NOUN_FACTS[noun].add, { code: 'not_found.event_gone', values: {} });
    await lockEvent(ctx, scope);
    const { plan, place } = await planTable(ctx, scope, noun, input);
    if (digestOf(plan) !== input.digest) throw new Conflict('plan_changed.event');
    const valuesOf = ({ entries }: PlannedRow): Record<string, unknown> =>
      recordSchema(noun, place, new Set(Object.keys(entries))).parse(entries);
    return updateRecords(ctx, scope, noun, {
      create: plan.adds.map(valuesOf),
      change: plan.changes.map((row) => ({ number: row.number as number, values: valuesOf(row) })),
    });
  });
}

const digestOf = (plan: TablePlan): string =>
  createHash('sha256')
    .update(JSON.stringify([plan.adds, plan.changes]))
    .digest('hex')
    .slice(0, 32);

async function planTable(
  ctx: Ctx,
  scope: EventScope,
  noun: Noun,
  { text, timeZone, currency }: TableInput,
): Promise<{ plan: TablePlan; place: Place }> {
  const table = readTable(text);
  const said = namedFields(noun, table.columns);
  const known = new Set(['number', ...NOUN_FACTS[noun].fields.map(({ name }) => columnOf(name))]);
  if (said.length === 0)
    throw new Invalid('invalid.columns', [problem('file', 'field.table_columns', { columns: [...known].join(', ') })]);
  const t = translator(ctx.locale);
  const place: Place = { timeZone, currency, t, choices: await loadChoices(ctx, scope, noun, true) };
  const { rows } = await listRecords(ctx, scope, noun, place, {});
  const planner = new TablePlanner(noun, place, said, rows);
  for (const row of table.rows) planner.take(row);
  return { plan: { ...planner.plan, ignored: ignoredOf(table, known) }, place };
}

const ignoredOf = (table: Table, known: Set<string>): string[] => table.columns.filter((name) => !known.has(name));

/** Takes the rows of a table one after the other. */
class TablePlanner {
  readonly plan: TablePlan = { adds: [], changes: [], same: 0, refused: [], ignored: [] };
  readonly #noun: Noun;
  readonly #place: Place;
  readonly #said: FormField[];
  readonly #byNumber: Map<number, RecordRow>;
  /** Names that are taken, by whom: a number, or the line of a new one. */
  readonly #taken = new Map<string, string>();
  readonly #seen = new Map<number, number>();

  constructor(noun: Noun, place: Place, said: FormField[], rows: RecordRow[]) {
    this.#noun = noun;
    this.#place = place;
    this.#said = said;
    this.#byNumber = new Map(rows.map((row) => [row.number, row]));
    if (NOUN_FACTS[noun].byName)
      for (const row of rows)
        this.#taken.set(row.title.trim().toLowerCase(), place.t('records.import.holderNumber', { number: row.number }));
  }

  take(row: TableRow): void {
    const found = this.#read(row);
    if ('message' in found) this.plan.refused.push(found);
    else if (found.number === null) this.plan.adds.push(found);
    else if (found.differs.length > 0) this.plan.changes.push(found);
    else this.plan.same += 1;
  }

  #read({ line, cells }: TableRow): PlannedRow | RefusedRow {
    const refuse = (column: string, message: string): RefusedRow => ({ line, column, message });
    const known = this.#find(cells);
    if (known && 'message' in known) return refuse('number', known.message);
    const earlier = known && this.#seen.get(known.number);
    if (earlier !== undefined) return refuse('number', this.#place.t(`records.${this.#noun}.same`, { line: earlier }));
    if (known) this.#seen.set(known.number, line);
    const texts: Record<string, string> = {};
    for (const field of this.#said) {
      const read = readCell(field, cells.get(columnOf(field.name)) ?? '', {
        ...this.#place,
        toLocal: (text) => this.#toLocal(text),
      });
      if ('problem' in read) return refuse(columnOf(field.name), read.problem);
      texts[field.name] = read.text;
    }
    const entries = known
      ? Object.fromEntries(
          Object.entries(texts).filter(([name, text]) => text !== (known.entries[name] ?? '').replaceAll('\r\n', '\n')),
        )
      : texts;
    const problem = this.#check(entries, known) ?? this.#claim(entries, known, line);
    if (problem) return refuse(problem.column, problem.message);
    return {
      line,
      number: known?.number ?? null,
      title: texts[NOUN_FACTS[this.#noun].title] ?? known?.title ?? '',
      entries,
      differs: this.#differences(entries, known),
    };
  }

  /** The record that a row is about; undefined for a new one. */
  #find(cells: Map<string, string>): RecordRow | { message: string } | undefined {
    const { t } = this.#place;
    const facts = NOUN_FACTS[this.#noun];
    const said = (cells.get('number') ?? '').trim();
    if (said !== '')
      return (
        (/^\d{1,10}$/.test(said) ? this.#byNumber.get(Number(said)) : undefined) ?? {
          message: t(`records.${this.#noun}.unknown`, { number: said }),
        }
      );
    const name = (cells.get(facts.title) ?? '').trim().toLowerCase();
    if (!facts.byName || name === '') return undefined;
    const named = [...this.#byNumber.values()].filter(({ title }) => title.trim().toLowerCase() === name);
    return named.length > 1 ? { message: t('records.import.severalNumber', { text: name }) } : named[0];
  }

  #check(
    entries: Record<string, string>,
    known: RecordRow | undefined,
  ): { column: string; message: string } | undefined {
    const required = NOUN_FACTS[this.#noun].fields.filter((field) => field.required && !known).map(({ name }) => name);
    const parsed = recordSchema(this.#noun, this.#place, new Set([...Object.keys(entries), ...required])).safeParse({
      ...Object.fromEntries(required.map((name) => [name, ''])),
      ...entries,
    });
    const [issue] = parsed.error?.issues ?? [];
    if (issue) return { column: columnOf(String(issue.path[0])), message: problemOf(issue).message };
    const [fault] = this.#findProblems({ ...known?.entries, ...entries }, known);
    if (fault) return { column: columnOf(fault.where), message: wordReason(fault, 'en') };
    const at = (name: string): string => entries[name] ?? known?.entries[name] ?? '';
    if (
      at('startsAt') &&
      at('endsAt') &&
      at('endsAt') <= at('startsAt') &&
      ('startsAt' in entries || 'endsAt' in entries)
    )
      return { column: 'ends_at', message: this.#place.t('records.import.endFirst') };
    return undefined;
  }

  /** What does not go together in a row of the sale. */
  #findProblems(entries: Record<string, string>, known: RecordRow | undefined): Fault[] {
    if (this.#noun !== 'fees' && this.#noun !== 'discounts') return [];
    const values = recordSchema(this.#noun, this.#place).safeParse(entries).data;
    if (!values) return [];
    return this.#noun === 'fees'
      ? findFeeProblems(values as FeeValues)
      : findDiscountProblems(discountOf(values as DiscountCodeValues), known?.uses?.used);
  }

  #claim(
    entries: Record<string, string>,
    known: RecordRow | undefined,
    line: number,
  ): { column: string; message: string } | undefined {
    const { byName, title } = NOUN_FACTS[this.#noun];
    if (!byName || entries[title] === undefined) return undefined;
    const key = entries[title].trim().toLowerCase();
    const { t } = this.#place;
    const me = known
      ? t('records.import.holderNumber', { number: known.number })
      : t('records.import.holderLine', { line });
    const holder = this.#taken.get(key);
    if (holder !== undefined && holder !== me)
      return {
        column: title,
        message: t(title === 'code' ? 'records.import.codeTaken' : 'records.import.nameTaken', { holder }),
      };
    this.#taken.set(key, me);
    return undefined;
  }

  #differences(entries: Record<string, string>, known: RecordRow | undefined): PlannedRow['differs'] {
    if (!known) return [];
    const { choices } = this.#place;
    return this.#said
      .filter(({ name }) => name in entries)
      .map((field) => ({
        label: field.label,
        before: writeCell(field, known.entries[field.name] ?? '', choices),
        after: writeCell(field, entries[field.name] ?? '', choices),
      }));
  }

  #toLocal(text: string): string | undefined {
    const { timeZone } = this.#place;
    const { at } = readMoment(text, timeZone);
    return at === undefined ? undefined : `${localDate(at, timeZone)}T${localClock(at, timeZone)}`;
  }
}
