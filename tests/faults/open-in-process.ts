/** An installation in the test's own process: fast, with a clock that can be set. */
import { freePort } from '#platform/free-port.ts';
import { runFoyer } from '#testing/running-foyer.ts';
import { openTill, type Till } from './shop.ts';

export async function openInProcess(): Promise<Till> {
  const port = await freePort();
  const { fake, settings } = await openTill(port);
  const {
    opened: foyer,
    url,
    cookieOf,
    ctx,
  } = await runFoyer({ LOG_LEVEL: process.env.LOG_LEVEL ?? 'silent', ...settings });
  return { url, fake, database: foyer.database, cookieOf, ctx: (later = 0) => ({ ...ctx(), now: Date.now() + later }) };
}
