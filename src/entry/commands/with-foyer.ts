/** Opening Foyer for one command, and closing it whatever happens. */
import { createCtx, type Ctx } from '#platform/ctx.ts';
import '../features.ts';
import { type Foyer, openFoyer } from '../open-foyer.ts';

/**
 * Runs `work` as the system, beside the server of this data folder if one runs. `makes`: for commands with which an
 * installation may begin; others refuse where there is none, or one that is not up to date.
 */
export async function withFoyer<T>(
  work: (foyer: Foyer, ctx: Ctx) => Promise<T>,
  { makes = false }: { makes?: boolean } = {},
): Promise<T> {
  const foyer = await openFoyer({ beside: true, payments: true, existing: !makes });
  try {
    return await work(
      foyer,
      createCtx({ db: foyer.database.db, log: foyer.log, actor: { kind: 'system', name: 'command line' } }),
    );
  } finally {
    await foyer.close();
  }
}

/** A line of progress on stderr that overwrites itself; nothing where nobody watches. */
export function progressLine(): { show: (text: string) => void; end: () => void } {
  const watched = process.stderr.isTTY;
  return {
    show: (text) => void (watched && process.stderr.write(`\r\u001b[K${text}`)),
    end: () => void (watched && process.stderr.write('\r\u001b[K')),
  };
}
