/** Codes of an event that nothing else has. */
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Invalid, problem } from '#platform/errors.ts';

type Codes = { create: { code: string }[]; change: { number: number; values: { code?: string } }[] };

/**
 * Call it while the event is locked.
 * @throws Invalid where the event has one of these codes already, or one of them comes twice
 */
export async function requireFreeCodes(
  ctx: Ctx,
  { eventId }: EventScope,
  table: 'accessCodes' | 'discountCodes',
  { create, change }: Codes,
): Promise<void> {
  const wanted = [
    ...create.map(({ code }) => ({ code, number: 0 })),
    ...change.flatMap(({ number, values: { code } }) => (code === undefined ? [] : [{ code, number }])),
  ];
  if (wanted.length === 0) return;
  const known = await ctx.db
    .selectFrom(table)
    .select(['code', 'number'])
    .where('eventId', '=', eventId)
    .where(
      'code',
      'in',
      wanted.map(({ code }) => code),
    )
    .execute();
  const holders = new Map(known.map(({ code, number }) => [code, number]));
  const seen = new Set<string>();
  const taken = wanted.filter(({ code, number }) => {
    const twice = seen.has(code);
    seen.add(code);
    return twice || (holders.has(code) && holders.get(code) !== number);
  });
  if (taken.length === 0) return;
  const others = taken
    .slice(0, 5)
    .map(({ code }) => code)
    .join(', ');
  throw new Invalid('invalid.code_exists', [
    wanted.length === 1
      ? problem('code', 'field.another_code')
      : problem('code', 'field.other_codes', { codes: others }),
  ]);
}
