/**
 * Requests that nobody thought of, for every operation that the description has, by several people: no answer is a
 * defect, each is as described, what is not as described is refused, and what is refused has changed nothing.
 * `CONTRACT_SEED=n` sends the same again, `CONTRACT_REQUESTS=n` so many in all.
 */
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import type { OpenAPIObject, OperationObject } from 'openapi3-ts/oas31';
import { createApiKey } from '#features/api-keys/server/create-api-key.ts';
import { createWebhook } from '#features/webhooks/server/create-webhook.ts';
import type { Ctx } from '#platform/ctx.ts';
import { addPrices, addProgramme, addTickets, makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { runFoyer } from '#testing/running-foyer.ts';
import { takeWrites, untilIdle, watchWrites } from '../roles/watch-writes.ts';
import { arbitraryRequest, type Request, type Role } from './arbitrary-request.ts';

const REQUESTS = Number(process.env.CONTRACT_REQUESTS ?? 1500);
const seed = Number(process.env.CONTRACT_SEED ?? Date.now() % 1_000_000);
/** Each is held back for itself where it asks too often. */
const KEYS = Math.ceil(REQUESTS / 500);

const foyer = await runFoyer({ LOG_LEVEL: 'silent' });
const system = foyer.ctx();
const organizer = await makeOrganizer(system);
const event = await makeEvent(system, organizer);
const draft = await makeEvent(system, organizer, { published: false });
await addProgramme(system, event, 4);
await addTickets(system, event, 4);
await addPrices(system, event, 3);

const hook = { url: 'https://programs.example/foyer', types: null, event: null };
const { id: webhook } = await createWebhook(system, organizer, hook);

async function keysOf(who: Parameters<typeof makeUser>[1]): Promise<string[]> {
  const actor = { ...(await makeUser(system, who)), provenAt: Date.now() };
  const keys: string[] = [];
  for (let at = 0; at < KEYS; at += 1)
    keys.push((await createApiKey({ ...system, actor } as Ctx, { name: `contract ${at}` })).key);
  return keys;
}
const keys: Record<Role, string[]> = {
  nobody: [],
  owner: await keysOf({ organizer, role: 'owner' }),
  registrar: await keysOf({ organizer, role: 'registrar' }),
  stranger: await keysOf({ organizer: await makeOrganizer(system), role: 'owner' }),
  unknown: ['foyer_nothing'],
};
await untilIdle(system);
await watchWrites(system);

const document = (await (await fetch(`${foyer.url}/api/v1/openapi.json`)).json()) as OpenAPIObject;
const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
  (['get', 'post', 'put', 'patch', 'delete'] as const).flatMap((method) => {
    const operation = item[method];
    return operation ? [{ path, method: method.toUpperCase(), operation }] : [];
  }),
);
const each = Math.max(1, Math.round(REQUESTS / operations.length));

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(document, 'description');

type Described = (typeof operations)[number];
type Answer = { status: number; type: string; text: string };
let asked = 0;
const answered = new Map<number, number>();

async function send({ method }: Described, { role, path, headers, body }: Request): Promise<Answer> {
  asked += 1;
  const key = keys[role][asked % Math.max(1, keys[role].length)];
  const answer = await fetch(foyer.url + path, {
    method,
    redirect: 'manual',
    headers: { ...headers, ...(key && { authorization: `Bearer ${key}` }) },
    ...(body !== undefined && { body: Buffer.from(body) }),
  });
  answered.set(answer.status, (answered.get(answer.status) ?? 0) + 1);
  const [type = ''] = (answer.headers.get('content-type') ?? '').split(';');
  return { status: answer.status, type, text: await answer.text() };
}

/** What is wrong with an answer; '' for nothing. */
function faultOf(described: Described, request: Request, { status, type, text }: Answer): string {
  const { operation } = described;
  if (status >= 500) return 'a defect';
  const response = (operation.responses ?? {})[status] as { content?: Record<string, unknown> } | undefined;
  if (!response) return 'a status that is not described';
  if (!response.content) return text === '' ? '' : 'a body where none is described';
  if (!(type in response.content)) return `${type} is not described`;
  const validate = ajv.compile({ $ref: `description#${pointer(described, `responses/${status}`, type)}` });
  if (!validate(JSON.parse(text))) return ajv.errorsText(validate.errors);
  return status < 400 ? whyWasItTaken(described, request) : '';
}

function whyWasItTaken(described: Described, { role, value, body, headers }: Request): string {
  const { operation, method } = described;
  const needsKey = (operation.security ?? []).every((way) => Object.keys(way).length > 0);
  if (role === 'unknown' || (role === 'nobody' && needsKey)) return 'no key was asked for';
  if (role === 'stranger' && needsKey && method !== 'GET') return 'a stranger may not do this';
  if (!operation.requestBody) return '';
  if (value === undefined) return `the body ${body} was taken`;
  if (!headers['content-type']?.startsWith('application/json')) return 'another type of body was taken';
  const validate = ajv.compile({ $ref: `description#${pointer(described, 'requestBody', 'application/json')}` });
  return validate(value) ? '' : `a body was taken though ${ajv.errorsText(validate.errors)}`;
}

function countsOf(counts: Map<number, number>): string {
  const sorted = [...counts].sort(([a], [b]) => a - b);
  return sorted.map(([status, count]) => `${count} of ${status}`).join(', ');
}

function pointer({ path, method }: Described, place: string, type: string): string {
  const [at, name = ''] = place.split('/');
  const parts = ['', 'paths', path, method.toLowerCase(), at ?? '', ...(name ? [name] : []), 'content', type, 'schema'];
  return parts.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/');
}

/** Asks, and once more where something was written: work that an earlier request left may have come between. */
async function leavesNothing(described: Described, request: Request): Promise<string[]> {
  if ((await takeWrites(system)).length === 0) return [];
  await untilIdle(system);
  await takeWrites(system);
  const { status } = await send(described, request);
  return status < 400 && described.method !== 'GET' ? [] : takeWrites(system);
}

describe('every operation', () => {
  after(() => process.stdout.write(`# ${asked} requests, CONTRACT_SEED=${seed}; answers: ${countsOf(answered)}\n`));

  for (const [at, described] of operations.entries()) {
    const { operation, path, method } = described;
    test(`${operation.operationId}: ${method} ${path}`, async () => {
      const requests = arbitraryRequest({
        document,
        path,
        operation: operation as OperationObject,
        names: {
          slug: [event.slug, event.slug, event.slug, draft.slug],
          organizer: [organizer.slug],
          webhook: [webhook],
        },
      });
      await fc.assert(
        fc.asyncProperty(requests, async (request) => {
          const answer = await send(described, request);
          const said = `${answer.status} ${answer.text.slice(0, 300)}`;
          assert.equal(faultOf(described, request, answer), '', said);
          if (method === 'GET' || answer.status >= 400)
            assert.deepEqual(await leavesNothing(described, request), [], `refused, and yet it wrote: ${said}`);
          else await takeWrites(system);
        }),
        { seed: seed + at, numRuns: each, interruptAfterTimeLimit: 120_000, markInterruptAsFailure: false },
      );
    });
  }
});
