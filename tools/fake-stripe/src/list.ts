/** Pages of lists, and ids that are answered as the resources they stand for. */
import { invalid } from './refusal.ts';
import type { StripeObject, World } from './world.ts';

export type ListInput = {
  limit?: number;
  starting_after?: string;
  ending_before?: string;
  created?: { gt?: number; gte?: number; lt?: number; lte?: number };
};
type Listed = { id: string; created?: number };

const USUAL = 10;

export function page(resources: Listed[], input: ListInput, url: string): object {
  const limit = input.limit ?? USUAL;
  if (limit < 1 || limit > 100)
    throw invalid(`Invalid limit: must be between 1 and 100, but was ${limit}`, {
      code: 'parameter_invalid_integer',
      param: 'limit',
    });
  if (input.starting_after !== undefined && input.ending_before !== undefined)
    throw invalid('You cannot parameterize both starting_after and ending_before.', { param: 'starting_after' });
  const fitting = resources.filter((one) => within(one.created ?? 0, input.created));
  const { from, to } = bounds(fitting, input, limit);
  const more = input.ending_before === undefined ? to < fitting.length : from > 0;
  return { object: 'list', data: fitting.slice(from, to), has_more: more, url };
}

function bounds(
  resources: Listed[],
  { starting_after, ending_before }: ListInput,
  limit: number,
): { from: number; to: number } {
  if (ending_before !== undefined) {
    const to = placeOf(resources, ending_before, 'ending_before');
    return { from: Math.max(0, to - limit), to };
  }
  const from = starting_after === undefined ? 0 : placeOf(resources, starting_after, 'starting_after') + 1;
  return { from, to: Math.min(resources.length, from + limit) };
}

function placeOf(resources: Listed[], id: string, param: string): number {
  const found = resources.findIndex((one) => one.id === id);
  if (found < 0) throw invalid(`No such object: '${id}'`, { code: 'resource_missing', param });
  return found;
}

/** Whether that moment lies within these bounds. */
export function within(created: number, bounds: ListInput['created']): boolean {
  const { gt = -Infinity, gte = -Infinity, lt = Infinity, lte = Infinity } = bounds ?? {};
  return created > gt && created >= gte && created < lt && created <= lte;
}

/** `answer` with the ids under these paths (`data.charge`) replaced by the resources. `answer` is changed. */
export function expand(world: World, answer: object, paths: string[]): object {
  for (const path of paths) expandOne(world, answer as Record<string, unknown>, path.split('.'), path);
  return answer;
}

function expandOne(world: World, at: Record<string, unknown>, steps: string[], path: string): void {
  const [step = '', ...rest] = steps;
  if (!(step in at)) {
    const session =
      at.object === 'checkout.session' && step === 'line_items' ? world.sessions.get(String(at.id)) : undefined;
    if (session)
      at[step] = {
        object: 'list',
        data: session.lineItems,
        has_more: false,
        url: `/v1/checkout/sessions/${String(at.id)}/line_items`,
      };
    else if (at.object === 'charge' && step === 'refunds')
      at[step] = {
        object: 'list',
        data: refundsOf(world, at),
        has_more: false,
        url: `/v1/charges/${String(at.id)}/refunds`,
      };
    else throw invalid(`This property cannot be expanded (${path}).`, { param: 'expand' });
  }
  const value = at[step];
  if (typeof value === 'string') {
    const found = world.resources.get(value);
    if (!found) throw invalid(`This property cannot be expanded (${path}).`, { param: 'expand' });
    at[step] = structuredClone(found.resource);
  }
  if (rest.length === 0) return;
  const next = at[step];
  for (const one of Array.isArray(next) ? next : [next])
    if (typeof one === 'object' && one !== null) expandOne(world, one as Record<string, unknown>, rest, path);
}

/** Charges say it only where it is asked for. */
function refundsOf(world: World, charge: Record<string, unknown>): object[] {
  const refunds = [...world.resources.values()].filter(({ resource }) => resource.object === 'refund');
  const own = refunds.filter(({ resource }) => (resource as StripeObject & { charge: string }).charge === charge.id);
  return structuredClone(own.sort((a, b) => b.order - a.order).map(({ resource }) => resource));
}
