/** What readers saw when a journey failed: a picture of each page and a trace of each context, kept in a folder. */
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, type TestContext } from 'node:test';
import type { BrowserContext } from 'playwright-core';

/** What Node says of a test that ended; its types do not have it yet. */
type Ended = TestContext & { passed: boolean };

export type FailedPages = {
  /** Records what happens in the context from now on. */
  watch: (context: BrowserContext) => Promise<void>;
};

/**
 * Keeps pictures (PNG) and traces (`npx playwright show-trace FILE`) of tests of this file that fail, in a folder by
 * the name of the test; of tests that pass nothing stays. Undefined without a folder: recording costs time.
 */
export function storeFailedPages(folder: string | undefined): FailedPages | undefined {
  if (!folder) return undefined;
  const draft = path.resolve(folder, `.draft-${process.pid}`);
  const watched = new Set<BrowserContext>();
  let [count, closed] = [0, 0];
  afterEach(async (ended) => {
    const { passed, fullName } = ended as Ended;
    const place = path.resolve(
      folder,
      `${path.basename(process.argv[1] ?? 'journey', '.test.ts')}-${fileNameOf(fullName)}`,
    );
    if (!passed && closed > 0) moveDrafts(draft, place);
    rmSync(draft, { recursive: true, force: true });
    closed = 0;
    for (const context of watched) {
      count += 1;
      await keep(context, passed ? undefined : path.join(place, `reader-${count}`));
      await context.tracing.startChunk().catch(() => {});
    }
  });
  return {
    watch: async (context) => {
      await context.tracing.start({ screenshots: true, snapshots: true });
      await context.tracing.startChunk();
      watched.add(context);
      const close = context.close.bind(context);
      // Many tests close what they opened before anybody knows that they failed.
      context.close = async (options) => {
        watched.delete(context);
        closed += 1;
        count += 1;
        await keep(context, path.join(draft, `closed-${count}`));
        await close(options);
      };
    },
  };
}

/**
 * Writes the pages' pictures and the trace so far to files that begin with `name`; without a name lets the trace go. A
 * page that is gone is no reason to fail.
 */
async function keep(context: BrowserContext, name: string | undefined): Promise<void> {
  if (name !== undefined) {
    mkdirSync(path.dirname(name), { recursive: true });
    for (const [i, page] of context.pages().entries())
      await page.screenshot({ path: `${name}-page-${i + 1}.png`, fullPage: true, timeout: 5000 }).catch(() => {});
  }
  await context.tracing.stopChunk(name === undefined ? {} : { path: `${name}-trace.zip` }).catch(() => {});
}

function moveDrafts(draft: string, place: string): void {
  cpSync(draft, place, { recursive: true });
}

function fileNameOf(test: string): string {
  return test
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 80);
}
