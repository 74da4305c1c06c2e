import { constants, openAsBlob } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';
import { type ImportPlan, withdrawsMost } from '#features/exchange/plan-import.ts';
import { importConference, type ImportReport, previewImport } from '#features/exchange/server/import-conference.ts';
import { readConference } from '#features/exchange/server/read-conference.ts';
import { wordRemarks } from '#features/exchange/server/render-remarks.ts';
import { createOrganizer } from '#features/organizers/server/create-organizer.ts';
import { authoriseOrganizer, type OrganizerScope } from '#features/organizers/server/policy.ts';
import { listOwnOrganizers } from '#features/organizers/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { FoyerError, Invalid } from '#platform/errors.ts';
import { fetchPublic } from '#platform/http/fetch-public.ts';
import { wordStored } from '#platform/i18n/stored-text.ts';
import { transact } from '#platform/transact.ts';
import type { Arguments } from './arguments.ts';
import { progressLine, withFoyer } from './with-foyer.ts';

/** `foyer import FILE`. */
export async function runImport({ values, positionals }: Arguments): Promise<number> {
  const [file] = positionals;
  if (!file) throw new Invalid('Name the file to import: foyer import FILE', [], 'usage');
  const line = progressLine();
  line.show(`Reading ${file}`);
  const reading = await readFileAsConference(file, values['time-zone'] as string | undefined);
  return withFoyer(
    async (foyer, ctx) => {
      const choose = (ctx: Ctx): Promise<OrganizerScope> =>
        chooseOrganizer(ctx, values.organizer as string | undefined, reading.conference.event.organizerName);
      const input = {
        reading,
        storage: foyer.storage,
        onProgress: (step: string) => line.show(wordStored(step, 'en')),
        ...(values.into ? { into: String(values.into) } : {}),
      };
      const report = values.preview
        ? await tryOut(ctx, async (ctx) => previewImport(ctx, await choose(ctx), input))
        : await importConference(ctx, await choose(ctx), {
            ...input,
            publish: Boolean(values.publish),
            withdraw: Boolean(values.withdraw),
            ...(values['fetch-media'] ? { fetchMedia: fetchPublic } : {}),
          });
      line.end();
      const { plan, ...shown } = wordRemarks(report as ImportReport & { plan?: ImportPlan }, 'en');
      process.stdout.write(
        values.json ? `${JSON.stringify(shown)}\n` : describe(shown, foyer.config.url, Boolean(values.preview)),
      );
      if (plan && withdrawsMost(plan))
        process.stderr.write(
          `It would withdraw ${plan.withdrawn} of ${plan.programme} sessions; if that is meant, import it with --withdraw\n`,
        );
      return 0;
    },
    { makes: !values.preview },
  );
}

/** Runs `work` in a transaction that is taken back: nothing of it stays. */
async function tryOut<T>(ctx: Ctx, work: (ctx: Ctx) => Promise<T>): Promise<T> {
  const undone = new Error('taken back');
  const results: T[] = [];
  await transact(ctx, async (ctx) => {
    results.push(await work(ctx));
    throw undone;
  }).catch((error: unknown) => {
    if (error !== undone) throw error;
  });
  return results.at(-1) as T;
}

async function readFileAsConference(file: string, timeZone: string | undefined) {
  let archive: Blob;
  try {
    await access(file, constants.R_OK);
    archive = await openAsBlob(file);
  } catch (cause) {
    throw new Invalid(`${file}: cannot be read: ${(cause as Error).message}`, [], 'no_file', { cause });
  }
  try {
    return await readConference(archive, { fileName: path.basename(file), ...(timeZone ? { timeZone } : {}) });
  } catch (error) {
    if (error instanceof FoyerError)
      throw new Invalid(`${file}: ${error.message}`, error instanceof Invalid ? error.problems : [], error.code, {
        cause: error,
      });
    throw error;
  }
}

/** The named organizer; else the only or first one; else a new one, named as the file names it. */
async function chooseOrganizer(
  ctx: Ctx,
  slug: string | undefined,
  nameInFile: string | undefined,
): Promise<OrganizerScope> {
  const known = await listOwnOrganizers(ctx);
  const chosen = slug ?? known[0]?.slug;
  if (chosen && known.some((organizer) => organizer.slug === chosen)) return authoriseOrganizer(ctx, chosen, 'import');
  const created = await createOrganizer(ctx, { name: slug ?? (nameInFile || 'Organizer'), ...(slug ? { slug } : {}) });
  return authoriseOrganizer(ctx, created.slug, 'import');
}

function describe(report: ImportReport, url: string, preview: boolean): string {
  const remarks = (title: string, list: ImportReport['skipped']): string =>
    list.length === 0
      ? ''
      : `${title} (${list.length}):\n${list
          .slice(0, 20)
          .map((r) => `  ${r.element}: ${r.reason}\n`)
          .join('')}${list.length > 20 ? `  and ${list.length - 20} more; --json prints all\n` : ''}`;
  const address = report.event.slug ? ` at ${url}/e/${report.event.slug}` : '';
  return [
    `${preview ? 'Would import' : 'Imported'} ${report.event.name}${address} from ${report.format}\n`,
    `${report.sessions} sessions, ${report.speakers} speakers, ${report.rooms} rooms, ${report.tracks} tracks: `,
    `${report.created} created, ${report.updated} updated, ${report.withdrawn} withdrawn\n`,
    remarks('Repaired', report.repaired),
    remarks('Skipped', report.skipped),
  ].join('');
}
