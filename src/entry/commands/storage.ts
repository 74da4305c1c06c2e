import type { Ctx } from '#platform/ctx.ts';
import { Invalid } from '#platform/errors.ts';
import { probeStorage } from '#platform/storage/storage.ts';
import { ownerOf, type SweepReport, sweepOrphans } from '#platform/storage/sweep-orphans.ts';
import type { Foyer } from '../open-foyer.ts';
import type { Arguments } from './arguments.ts';
import { withFoyer } from './with-foyer.ts';

/** `foyer storage [check | sweep]`. */
export async function runStorage({ values, positionals }: Arguments): Promise<number> {
  const [verb = 'check'] = positionals;
  if (verb !== 'check' && verb !== 'sweep') throw new Invalid('foyer storage check, foyer storage sweep', [], 'usage');
  const hours = values.grace === undefined ? 24 : Number(values.grace);
  if (!(hours >= 1)) throw new Invalid('--grace is a number of hours, 1 or more', [], 'usage');
  return withFoyer(async (foyer, ctx) => {
    if (verb === 'sweep') return sweep(foyer, ctx, hours, values);
    await probeStorage(foyer.storage);
    return print('Files are written, read and deleted.\n');
  });
}

async function sweep(
  { storage, config }: Foyer,
  ctx: Ctx,
  hours: number,
  values: Arguments['values'],
): Promise<number> {
  const dryRun = Boolean(values['dry-run']);
  const report = await sweepOrphans(ctx, storage, {
    owner: ownerOf(config.secret),
    graceMs: hours * 3_600_000,
    dryRun,
    takeOver: Boolean(values['take-over']),
  });
  return print(values.json ? `${JSON.stringify(report)}\n` : describe(report, dryRun));
}

function describe({ seen, orphans, bytes, leftovers }: SweepReport, dryRun: boolean): string {
  const keys = orphans.map((key) => `  ${key}\n`).join('');
  return `${seen} files; ${orphans.length} that nothing names (${bytes} bytes) and ${leftovers} leftovers ${dryRun ? 'would be' : 'were'} removed\n${keys}`;
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}
