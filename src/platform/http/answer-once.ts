/**
 * `Idempotency-Key`: the same request of one API key again, under the same Idempotency-Key, does nothing more and is
 * answered the same. What was refused is not remembered, since it did nothing: it is judged anew.
 */
import { hash } from 'node:crypto';
import { sql } from 'kysely';
import { type Ctx, grantOf } from '../ctx.ts';
import { timestamp } from '../db/timestamp.ts';
import { Conflict, Invalid, problem } from '../errors.ts';
import { defineJob } from '../jobs/jobs.ts';
import { scheduleDaily } from '../jobs/schedules.ts';
import { getRuntime } from '../runtime.ts';
import { seal, unseal } from '../seal.ts';
import { DAY_MS } from '../time.ts';

/** Between spaces, printable, and long enough that nobody uses it twice by chance. */
const KEY_FORM = /^[\x21-\x7e]{8,200}$/;

const UNUSABLE = problem('Idempotency-Key', 'field.idempotency_key_once');

/** The first request under that Idempotency-Key still runs. */
export class Busy extends Conflict {
  override name = 'Busy';
  /** In seconds. */
  readonly retryAfter = 1;
}

/** What makes two requests the same one. */
export type Repeatable = { key: string | undefined; method: string; path: string; body: unknown };

/**
 * Runs `act`, or gives what it gave to the same request before. Belongs into the transaction of the act, so that the
 * answer is kept exactly when the change is.
 * @throws Invalid for a key that is none, and (`idempotency_key_reused`) for one that another request had; Busy while
 * the first request still runs
 */
export async function answerOnce<Answer extends object>(
  ctx: Ctx,
  { key, method, path, body }: Repeatable,
  act: () => Promise<Answer>,
): Promise<Answer> {
  const apiKeyId = grantOf(ctx.actor)?.keyId;
  if (key === undefined || apiKeyId === undefined) return act();
  if (!KEY_FORM.test(key)) throw new Invalid('bad_request.idempotency_key', [UNUSABLE]);
  if (!ctx.unit) throw new TypeError('answerOnce belongs inside transact');
  const keyHash = hash('sha256', key);
  const requestHash = hash('sha256', JSON.stringify([method, path, body]));
  const { secret } = getRuntime().config;
  const place = { purpose: 'api-answer', owner: `${apiKeyId}:${keyHash}` };
  await lockKey(ctx, `${apiKeyId}:${keyHash}`);
  const known = await ctx.db
    .selectFrom('apiAnswers')
    .select(['requestHash', 'answer'])
    .where('apiKeyId', '=', apiKeyId)
    .where('keyHash', '=', keyHash)
    .executeTakeFirst();
  if (known && known.requestHash !== requestHash) throw new Invalid('idempotency_key_reused.request', [UNUSABLE]);
  const kept = known && unseal(secret, place, known.answer);
  if (kept !== undefined) return JSON.parse(kept) as Answer;
  const answer = await act();
  const row = { requestHash, answer: seal(secret, place, JSON.stringify(answer)), createdAt: new Date(ctx.now) };
  await ctx.db
    .insertInto('apiAnswers')
    .values({ apiKeyId, keyHash, ...row })
    .onConflict((unreadable) => unreadable.columns(['apiKeyId', 'keyHash']).doUpdateSet(row))
    .execute();
  return answer;
}

/** Until the transaction ends. @throws Busy where another one has it */
async function lockKey({ db }: Ctx, name: string): Promise<void> {
  const { rows } = await sql<{ got: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${`api-answer:${name}`}, 0)) as got
  `.execute(db);
  if (!rows[0]?.got) throw new Busy('idempotency_key_busy.request');
}

const FORGET_ANSWERS_QUEUE = 'forget_api_answers';

/** Answers are kept for a day. */
export async function forgetAnswers({ db, now }: Ctx): Promise<void> {
  await db
    .deleteFrom('apiAnswers')
    .where('createdAt', '<', timestamp(now - DAY_MS))
    .execute();
}

defineJob(FORGET_ANSWERS_QUEUE, forgetAnswers);
scheduleDaily(FORGET_ANSWERS_QUEUE, { hour: 3, minute: 45 });
