/**
 * How long each public export of a thousand sessions takes, as bytes to send, beside JSON.stringify of the same data.
 * The archive is also held beside JSON.stringify and a deflate in one call: nobody writes a smaller file for less.
 */
import { deflateRawSync } from 'node:zlib';
import { makeDemoConference } from '#testing/demo/make-demo-conference.ts';
import { type ConferenceExport, EXPORTS, findExport } from '#features/exchange/server/write-conference.ts';
import { alternate, type BenchRow, row, timed } from './bench.ts';

const OPTIONS = { baseUrl: 'https://foyer.example', eventUrl: 'https://foyer.example/e/marginalia-2027' };

export async function run(report: (step: string) => void): Promise<BenchRow[]> {
  const conference = makeDemoConference({ sessions: 1000 });
  const json = (): Buffer => Buffer.from(JSON.stringify(conference));
  const rows: BenchRow[] = [];
  const measure = async (
    { name, write }: ConferenceExport,
    beside: string,
    yardstick: () => Buffer,
    target: string,
  ): Promise<void> => {
    report(`${name} beside ${beside}`);
    const measured = await alternate(
      () => timed(async () => Buffer.from((await write(conference, OPTIONS)) as Uint8Array)),
      () => timed(yardstick),
      { rounds: 25, warmUp: 10 },
    );
    rows.push(row(`${name}, 1,000 sessions, beside ${beside}`, { ...measured, unit: 'ms', target }));
  };
  for (const file of EXPORTS) await measure(file, 'JSON.stringify', json, '<= 5');
  const archive = findExport('open-event.zip') as ConferenceExport;
  await measure(archive, 'JSON.stringify and deflate', () => deflateRawSync(json()), '<= 5');
  return rows;
}
