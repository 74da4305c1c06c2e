/** Having the books of a provider read. */
import type { Ctx } from '#platform/ctx.ts';
import { enqueue } from '#platform/jobs/jobs.ts';

/** The job that reads the books of one account. */
export const READ_MOVEMENTS_QUEUE = 'read_movements';

/** The books that a provider keeps for an account. */
export type Books = { provider: string; account: string };

/** One reading waits for each account. */
export const keyOfBooks = ({ provider, account }: Books): string => `${provider}:${account}`;

/** Has the books of an account read in a moment; a hundred requests are one reading. */
export async function startReading(ctx: Ctx, { provider, account }: Books, delayMs = 60_000): Promise<void> {
  await enqueue(ctx, READ_MOVEMENTS_QUEUE, { provider, account }, { key: keyOfBooks({ provider, account }), delayMs });
}
