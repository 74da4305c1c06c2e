/** A house in the test's own process: fast, with a clock that can be set. */
import { freePort } from '#platform/free-port.ts';
import { runHouse } from '#testing/running-house.ts';
import { openTill, type Till } from './shop.ts';

export async function openInProcess(): Promise<Till> {
  const port = await freePort();
  const { fake, settings } = await openTill(port);
  const { house, url, cookieOf, ctx } = await runHouse({ LOG_LEVEL: process.env.LOG_LEVEL ?? 'silent', ...settings });
  return { url, fake, database: house.database, cookieOf, ctx: (later = 0) => ({ ...ctx(), now: Date.now() + later }) };
}
