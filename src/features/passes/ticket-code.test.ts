import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { base45, unbase45 } from './base45.ts';
import { signTicket, ticketKey } from './server/sign-ticket.ts';
import { CODE_LIMITS, type CodedTicket, encodeTicket, readTicketCode, verifyTicketCode } from './ticket-code.ts';

const SECRET = 'a secret of a test that is long enough';
const ticket: CodedTicket = { event: 71, generation: 1, order: 'K7PW2MHX', ticket: 2, rotation: 0, tag: 'q80' };

const whole = (max: number) => fc.integer({ min: 0, max });
const anyTicket = fc.record({
  event: whole(CODE_LIMITS.event),
  generation: whole(CODE_LIMITS.generation),
  ticket: whole(CODE_LIMITS.ticket),
  rotation: whole(CODE_LIMITS.rotation),
  order: fc
    .array(fc.constantFrom(...'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'), { minLength: 8, maxLength: 8 })
    .map((signs) => signs.join('')),
  tag: fc.uint8Array({ minLength: 2, maxLength: 2 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
});

test('base 45 is that of RFC 9285, and gives every bytes back', () => {
  const text = (words: string): string => base45(new TextEncoder().encode(words));
  assert.deepEqual([text('AB'), text('Hello!!'), text('base-45')], ['BB8', '%69 VD92EX0', 'UJCLQE7W581']);
  fc.assert(fc.property(fc.uint8Array(), (bytes) => assert.deepEqual(unbase45(base45(bytes)), Uint8Array.from(bytes))));
  for (const wrong of ['GGW', ':::', 'a', 'B', 'BB8B', '::']) assert.equal(unbase45(wrong), undefined, wrong);
});

test('whatever a code says is read from it again, and is true by the key of its event', async () => {
  await fc.assert(
    fc.asyncProperty(anyTicket, async (said) => {
      const code = signTicket(SECRET, said);
      assert.equal(code.length, 122);
      assert.deepEqual(readTicketCode(code), { ...said });
      assert.deepEqual(readTicketCode(`${code.trimEnd()}\r\n`), { ...said });
      assert.deepEqual(await verifyTicketCode(code, [ticketKey(SECRET, said.event, said.generation)]), {
        ok: true,
        ticket: { ...said },
      });
    }),
    { numRuns: 40 },
  );
});

test('a code of which one sign is another is not true', async () => {
  const code = signTicket(SECRET, ticket);
  const keys = [ticketKey(SECRET, 71, 1)];
  for (let at = 0; at < code.length; at += 1) {
    const changed = `${code.slice(0, at)}${code[at] === '0' ? '1' : '0'}${code.slice(at + 1)}`;
    const finding = await verifyTicketCode(changed, keys);
    assert.equal(finding.ok, false, `changed at ${at}`);
  }
});

test('the key of another event, of another generation and of another installation prove nothing', async () => {
  const code = signTicket(SECRET, ticket);
  assert.deepEqual(await verifyTicketCode(code, [ticketKey(SECRET, 72, 1)]), { ok: false, reason: 'forged' });
  assert.deepEqual(await verifyTicketCode(code, [ticketKey(SECRET, 71, 2)]), { ok: false, reason: 'unknown-key' });
  assert.deepEqual(await verifyTicketCode(code, [ticketKey(`${SECRET}!`, 71, 1)]), { ok: false, reason: 'forged' });
  assert.deepEqual(await verifyTicketCode(code, []), { ok: false, reason: 'unknown-key' });
});

test('what is no code at all is said to be unreadable', async () => {
  for (const text of ['', 'https://example.org', 'K7PW2MHX-2', 'Ω', base45(new Uint8Array(81)), 'A'.repeat(4000)]) {
    assert.deepEqual(await verifyTicketCode(text, []), { ok: false, reason: 'unreadable' }, text);
  }
  await fc.assert(
    fc.asyncProperty(fc.string(), async (text) => assert.equal((await verifyTicketCode(text, [])).ok, false)),
  );
});

test('what does not fit is refused instead of being cut', () => {
  for (const wrong of [
    { event: 2 ** 32 },
    { ticket: 70_000 },
    { rotation: -1 },
    { generation: 1.5 },
    { order: 'K7PW2MH' },
    { order: 'K7PW2MH0' },
  ]) {
    assert.throws(() => encodeTicket({ ...ticket, ...wrong }), RangeError);
  }
});
