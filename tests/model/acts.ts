/**
 * What can be done to a sale, as data: the model and Foyer do the same. `at` picks an order or an entry from those
 * that there are.
 */
import fc from 'fast-check';

type At = { at: number };
export type Act =
  | { kind: 'advance'; minutes: number }
  | { kind: 'clock' }
  | { kind: 'reserve'; key: string; request: Record<number, number> }
  | (At & { kind: 'again'; other: boolean })
  | (At & { kind: 'details' | 'place' | 'cancel' | 'unpaid' | 'leave' | 'remove' | 'offer' })
  | (At & { kind: 'pay' | 'refund'; minor: number })
  | (At & { kind: 'cancelTicket' | 'transfer'; ticket: number })
  | { kind: 'quantity'; type: number; size: number }
  | { kind: 'hall'; size: number; types: number[] }
  | { kind: 'list'; open: boolean }
  | { kind: 'join'; type: number; quantity: number; email: string };

const at = fc.nat(40);
const type = fc.constantFrom(1, 2, 3);
const seats = fc.integer({ min: 1, max: 3 });
const kind = <K extends string>(name: K) => fc.constant(name);
const one = <K extends string>(name: K) => fc.record({ kind: kind(name), at });
const minor = fc.constantFrom(1, 700, 1000, 1400, 2000, 3000);

/** Each as often as it makes a long sale lively: many come, some pay, few change quotas. */
export const anyAct: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({
      kind: kind('reserve'),
      key: fc.uuid(),
      request: fc.dictionary(fc.constantFrom('1', '2', '3'), seats, { minKeys: 1, maxKeys: 2, noNullPrototype: true }),
    }) as fc.Arbitrary<Act>,
  },
  { weight: 2, arbitrary: fc.record({ kind: kind('again'), at, other: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ kind: kind('advance'), minutes: fc.integer({ min: 1, max: 40 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('clock') }) },
  { weight: 6, arbitrary: one('details') },
  { weight: 5, arbitrary: one('place') },
  { weight: 5, arbitrary: fc.record({ kind: kind('pay'), at, minor }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('refund'), at, minor }) },
  { weight: 3, arbitrary: one('cancel') },
  { weight: 1, arbitrary: one('unpaid') },
  { weight: 3, arbitrary: fc.record({ kind: kind('cancelTicket'), at, ticket: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('transfer'), at, ticket: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('quantity'), type, size: fc.integer({ min: 0, max: 8 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: kind('hall'), size: fc.integer({ min: 0, max: 14 }), types: fc.subarray([1, 2, 3]) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: kind('list'),
      open: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: kind('join'),
      type,
      quantity: seats,
      email: fc.constantFrom(...['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `${name}@example.org`)),
    }),
  },
  { weight: 1, arbitrary: one('leave') },
  { weight: 1, arbitrary: one('remove') },
  { weight: 1, arbitrary: one('offer') },
);
