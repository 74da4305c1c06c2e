/** A browser that comes too late reads so from memory, and costs the database next to nothing. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { makeEvent, makeOrganizer } from '#testing/builders.ts';
import { countStatements } from '#testing/statements.ts';
import { openInProcess } from './open-in-process.ts';

const { url, ctx } = await openInProcess();

/** Sends a choice as a browser without scripts does: the answer with its text. */
async function choose(slug: string, quantity: string): Promise<{ status: number; text: string }> {
  const send = (address: string, cookie = ''): Promise<Response> =>
    fetch(new URL(address, url), {
      method: 'POST',
      redirect: 'manual',
      headers: { accept: 'text/html', origin: new URL(url).origin, ...(cookie && { cookie }) },
      body: new URLSearchParams({ 'quantity-1': quantity }),
    });
  const first = await send(`/e/${slug}/checkout`);
  assert.equal(first.status, 307);
  const cookie = first.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const answer = await send(first.headers.get('location') ?? '', cookie);
  return { status: answer.status, text: await answer.text() };
}

test('who comes too late reads what was chosen and the way to the waiting list, from memory', async () => {
  const event = await makeEvent(ctx(), await makeOrganizer(ctx()));
  await createTicketType(ctx(), event, { ...BLANK_TICKET, name: 'Balcony', kind: 'free', quantity: 1 });
  assert.equal((await choose(event.slug, '1')).status, 303);
  const first = await choose(event.slug, '1');
  assert.equal(first.status, 409);
  assert.match(first.text, /Balcony/);
  // The page is shared for a second, so those who are asked within one are what counts.
  let [count, took, texts] = [0, Number.POSITIVE_INFINITY, new Set<string>()];
  for (let attempt = 0; attempt < 5 && took > 700; attempt += 1) {
    await sleep(1100);
    const { text } = await choose(event.slug, '1');
    const begun = Date.now();
    count = await countStatements(async () => {
      const late = await Promise.all(Array.from({ length: 10 }, () => choose(event.slug, '1')));
      assert.deepEqual(
        late.map(({ status }) => status),
        Array(10).fill(409),
      );
      texts = new Set([text, ...late.map((one) => one.text)]);
    });
    took = Date.now() - begun;
  }
  assert.ok(took <= 700, `ten answers took ${took} ms`);
  assert.equal(texts.size, 1);
  assert.equal(count < 20, true, `${count} statements for ten`);
});
