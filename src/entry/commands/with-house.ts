/** Opening the house for one command, and closing it whatever happens. */
import { createCtx, type Ctx } from '#platform/ctx.ts';
import '../features.ts';
import { type House, openHouse } from '../open-house.ts';

/** Runs `work` as the system, beside the server of this data folder if one runs. */
export async function withHouse<T>(work: (house: House, ctx: Ctx) => Promise<T>): Promise<T> {
  const house = await openHouse({ beside: true, payments: true });
  try {
    return await work(
      house,
      createCtx({ db: house.database.db, log: house.log, actor: { kind: 'system', name: 'command line' } }),
    );
  } finally {
    await house.close();
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
