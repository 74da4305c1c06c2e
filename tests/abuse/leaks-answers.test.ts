/** What answers carry besides their words: who may keep them, what keys open, and in which form a refusal comes. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { addProgramme, makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { runFoyer } from '#testing/running-foyer.ts';

const foyer = await runFoyer();
const ctx = foyer.ctx();
const organizer = await makeOrganizer(ctx);
const event = await makeEvent(ctx, organizer);
const draft = await makeEvent(ctx, organizer, { published: false });
await addProgramme(ctx, event, 1);
await createTicketType(ctx, event, { ...BLANK_TICKET, name: 'Seat', kind: 'free', quantity: 50 });
const owner = await makeUser(ctx, { organizer, role: 'owner' });
const administrator = await makeUser(ctx, undefined, true);
const cookies = { owner: await foyer.cookieOf(owner.email), administrator: await foyer.cookieOf(administrator.email) };

type Ask = { as?: keyof typeof cookies; method?: string; headers?: Record<string, string>; body?: string };

function ask(path: string, { as, method = 'GET', headers = {}, body }: Ask = {}): Promise<Response> {
  const cookie: Record<string, string> = as ? { cookie: cookies[as] } : {};
  const init = { method, redirect: 'manual' as const, ...(body === undefined ? {} : { body }) };
  return fetch(`${foyer.url}${path}`, {
    ...init,
    headers: { accept: 'text/html', origin: foyer.url, ...cookie, ...headers },
  });
}

/** The answer to a request that `fetch` would not send. */
async function rawly(line: string): Promise<string> {
  const socket = connect(Number(new URL(foyer.url).port), '127.0.0.1');
  socket.write(`${line} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`);
  let text = '';
  for await (const part of socket) text += String(part);
  return text;
}

describe('private answers are kept nowhere', () => {
  const manage = `/manage/${organizer.slug}`;
  const pages = [
    '/account',
    '/account/keys',
    '/account/security',
    '/account/sessions',
    '/account/orders',
    '/account/data',
    '/manage',
    manage,
    `${manage}/team`,
    `${manage}/invoices`,
    `${manage}/events/${event.slug}`,
    `${manage}/events/${event.slug}/orders`,
    `/e/${draft.slug}`,
    `/e/${event.slug}`,
  ];
  for (const path of pages) {
    test(`${path.replace(event.slug, 'EVENT').replace(draft.slug, 'DRAFT').replace(organizer.slug, 'ORGANIZER')} of somebody who is signed in`, async () => {
      assert.equal((await ask(path, { as: 'owner' })).headers.get('cache-control'), 'no-store');
    });
  }

  test('pages of administrators, sign-in pages, and answers to what was sent', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const answers = [
      await ask('/admin', { as: 'administrator' }),
      await ask('/admin/mail', { as: 'administrator' }),
      await ask('/sign-in'),
      await ask('/sign-in', { method: 'POST', headers: form, body: 'email=x&password=y' }),
      await ask('/account/keys?/create', { as: 'owner', method: 'POST', headers: form, body: 'name=test' }),
      await ask('/nothing', { as: 'owner' }),
    ];
    assert.deepEqual(
      answers.map(({ headers }) => headers.get('cache-control')),
      answers.map(() => 'no-store'),
    );
  });

  test('files of drafts, which the team alone may read, are not for everybody to keep', async () => {
    const answer = await ask(`/e/${draft.slug}/event.ics`, { as: 'owner' });
    assert.deepEqual([answer.status, answer.headers.get('cache-control')], [200, 'private, no-cache']);
  });

  test('while public pages stay shared', async () => {
    assert.equal((await ask(`/e/${event.slug}`)).headers.get('cache-control'), 'public, max-age=0, must-revalidate');
  });
});

describe('files that programs read', () => {
  const files = ['event.ics', 'sessions/1/calendar.ics', 'schedule/calendar.ics', 'open-event.zip'];

  test('may be read by pages of other websites, refusals too', async () => {
    const nothing = [
      '/e/nothing/event.ics',
      `/e/${event.slug}/schedule/nothing.xml`,
      `/e/${event.slug}/sessions/99/calendar.ics`,
    ];
    const paths = [...files.map((file) => `/e/${event.slug}/${file}`), ...nothing];
    const origins = await Promise.all(
      paths.map(async (path) => (await ask(path)).headers.get('access-control-allow-origin')),
    );
    assert.deepEqual(
      origins,
      paths.map(() => '*'),
    );
  });

  test('answer a browser that asks first', async () => {
    const headers = { 'access-control-request-method': 'GET', 'access-control-request-headers': 'if-none-match' };
    assert.equal((await ask(`/e/${event.slug}/event.ics`, { method: 'OPTIONS', headers })).status, 204);
  });

  test('that are none are refused in the form of whoever asks', async () => {
    const path = `/e/${event.slug}/schedule/nothing.xml`;
    const [person, program] = [await ask(path), await ask(path, { headers: { accept: '*/*' } })];
    const types = [person, program].map((answer) => answer.headers.get('content-type')?.split(';')[0]);
    assert.deepEqual([person.status, program.status, ...types], [404, 404, 'text/html', 'application/problem+json']);
  });
});

test('addresses that nothing answers are refused by the API as problems', async () => {
  for (const line of ['GET /api/v1/%00', 'GET /api/v1/events/%zz', 'TRACE /api/v1/events']) {
    const answer = await rawly(line);
    assert.match(answer, /^HTTP\/1\.1 400 /, line);
    assert.match(answer, /content-type: application\/problem\+json/i, line);
  }
});

test('a key of a reservation opens nothing for who guesses, comes late or reads the database', async () => {
  const reserve = async (key: string): Promise<{ status: number; text: string }> => {
    const headers = { 'content-type': 'application/json', 'idempotency-key': key };
    const body = JSON.stringify({ lines: [{ ticketType: 1, quantity: 1 }] });
    const answer = await ask(`/api/v1/events/${event.slug}/reservations`, { method: 'POST', headers, body });
    return { status: answer.status, text: await answer.text() };
  };
  assert.equal((await reserve('order-00000001')).status, 422);
  const key = randomUUID();
  const first = await reserve(key);
  const { secret } = (JSON.parse(first.text) as { order: { secret: string } }).order;
  await ctx.db
    .updateTable('orders')
    .set({ createdAt: new Date(Date.now() - 16 * 60_000) })
    .where('eventId', '=', event.eventId)
    .execute();
  const late = await reserve(key);
  assert.deepEqual([first.status, late.status, late.text.includes(secret)], [201, 409, false]);
  const rows = await ctx.db.selectFrom('orders').selectAll().where('eventId', '=', event.eventId).execute();
  assert.deepEqual([JSON.stringify(rows).includes(key), JSON.stringify(rows).includes(secret)], [false, false]);
});

describe('every answer says how browsers may use it', () => {
  const body = JSON.stringify({ lines: [{ ticketType: 1, quantity: 1 }] });
  const json = { 'content-type': 'application/json', 'idempotency-key': randomUUID() };
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const asked: [string, () => Promise<[string | null, string | null]>][] = [
    [
      'a reservation',
      () => said(ask(`/api/v1/events/${event.slug}/reservations`, { method: 'POST', headers: json, body: body })),
    ],
    [
      'a reservation that is refused',
      () => said(ask(`/api/v1/events/${event.slug}/reservations`, { method: 'POST', body: '{}' })),
    ],
    [
      'a choice in the shop',
      () => said(ask(`/e/${event.slug}/checkout`, { method: 'POST', headers: form, body: 'quantity-1=1' })),
    ],
    ['a page from memory', async () => (await ask('/'), said(ask('/')))],
    ['a webhook that nobody awaits', () => said(ask('/webhooks/stripe', { method: 'POST', body: '{}' }))],
    [
      'a request that is none',
      async () => {
        const text = (await rawly('TRACE /')).toLowerCase();
        return [
          /x-content-type-options: (.*)\r/.exec(text)?.[1] ?? null,
          /cross-origin-opener-policy: (.*)\r/.exec(text)?.[1] ?? null,
        ];
      },
    ],
  ];
  const said = async (answer: Promise<Response>): Promise<[string | null, string | null]> => {
    const { headers } = await answer;
    return [headers.get('x-content-type-options'), headers.get('cross-origin-opener-policy')];
  };
  for (const [what, find] of asked) test(what, async () => assert.deepEqual(await find(), ['nosniff', 'same-origin']));
});

describe('what another website sends in the name of who is signed in changes nothing:', () => {
  const types = ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain'];
  const forms = [
    '/account/sessions?/others',
    '/account/keys?/create',
    '/manage/sign-out',
    `/manage/${organizer.slug}/team?/invite`,
  ];
  for (const path of forms) {
    test(path, async () => {
      const access = () =>
        Promise.all(
          (['authSessions', 'apiKeys'] as const).map((table) =>
            ctx.db.selectFrom(table).select('id').where('userId', '=', owner.userId).execute(),
          ),
        );
      const before = await access();
      for (const type of types) {
        for (const origin of ['https://elsewhere.example', 'null', `${foyer.url}.elsewhere.example`]) {
          const body = type.startsWith('multipart') ? '--x--' : 'name=x&email=x@example.org&role=owner';
          const { status } = await ask(path, {
            as: 'owner',
            method: 'POST',
            headers: { origin, 'content-type': type },
            body,
          });
          assert.equal(status, 403, `${type} from ${origin}`);
        }
      }
      assert.deepEqual(await access(), before);
    });
  }
});

describe('whether an address has bought is for its owner alone', () => {
  test('a stranger who types it gets the same answers as for one that never bought; its own browser is refused', async () => {
    const sale = await makeEvent(ctx, organizer);
    await createTicketType(ctx, sale, { ...BLANK_TICKET, name: 'One each', kind: 'free', maximumPerPerson: 1 });
    const order = async (email: string, cookie = '') => {
      const reserved = await ask(`/api/v1/events/${sale.slug}/reservations`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
        body: JSON.stringify({ lines: [{ ticketType: 1, quantity: 1 }] }),
      });
      const { code, secret } = ((await reserved.json()) as { order: { code: string; secret: string } }).order;
      const done = await ask(`/orders/${code}/${secret}/details?/complete`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', cookie },
        body: new URLSearchParams({ name: 'Robin Quist', email, locale: 'en' }).toString(),
      });
      const page = await (await ask(`/orders/${code}/${secret}`)).text();
      const [own = ''] = done.headers.getSetCookie().filter((one) => one.startsWith('foyer-orders='));
      return {
        status: done.status,
        refused: (await done.text()).includes('One buyer can have at most 1 of “One each”'),
        words: page
          .replace(/<(script|style)\b.*?<\/\1>/gs, '')
          .replaceAll(code, 'CODE')
          .replaceAll(secret, 'SECRET'),
        own: own.split(';')[0] ?? '',
      };
    };
    const first = await order('buyer@example.org');
    const [again, never] = [await order('BUYER@example.org'), await order('never@example.org')];
    const plain = ({ status, words }: typeof again) => ({
      status,
      words: words
        .replace(/<[^>]*>/g, ' ')
        .replace(/(buyer|never)@example\.org/gi, 'WHO')
        .replace(/\d+/g, '0')
        .split(/\s{2,}/),
    });
    assert.deepEqual(plain(again), plain(never));
    assert.equal(again.status, 303);
    const own = await order('buyer@example.org', first.own);
    assert.deepEqual([own.status, own.refused], [422, true]);
    const forged = await order('buyer@example.org', first.own.replace(/\..*/, '.AAAAAAAAAAAAAAAAAAAAAA'));
    assert.deepEqual([forged.status, forged.refused], [303, false]);
  });
});

describe('style comes from style sheets alone', () => {
  const manage = `/manage/${organizer.slug}`;
  const at = `${manage}/events/${event.slug}`;
  for (const path of [
    '/',
    `/e/${event.slug}`,
    `/e/${event.slug}/schedule`,
    `/e/${event.slug}/speakers`,
    `/o/${organizer.slug}`,
    '/account',
    '/account/picture',
    manage,
    at,
    `${at}/tickets`,
    `${at}/orders`,
    `${at}/sessions`,
    `${at}/tracks`,
    `${at}/speakers`,
    `${at}/settings/look`,
    '/nowhere',
  ])
    test(`${path} needs no leave for inline style`, async () => {
      const answer = await ask(path, { as: 'owner' });
      const [, styles] = /style-src ([^;]*)/.exec(answer.headers.get('content-security-policy') ?? '') ?? [];
      assert.match(styles ?? '', /^'self'( 'sha256-[\w+/]{43}=')*$/);
      assert.doesNotMatch(answer.headers.get('content-security-policy') ?? '', /style-src-attr|unsafe/);
      const page = await answer.text();
      assert.deepEqual(page.replace(/<(script|style)\b.*?<\/\1>/gs, '').match(/<[a-z][^>]*\sstyle=[^>]*>/g) ?? [], []);
    });
});
