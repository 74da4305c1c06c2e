/**
 * How long each public export of a thousand sessions takes, as bytes to send, beside JSON.stringify of the same data;
 * for the archive, which must be compressed, beside JSON.stringify and a deflate in one call.
 */
import { deflateRawSync } from 'node:zlib';
import { makeDemoConference } from '#features/exchange/server/make-demo-conference.ts';
import { EXPORTS } from '#features/exchange/server/write-conference.ts';
import { measure, type BenchRow } from './bench.ts';

const TARGET = 5;
const OPTIONS = { baseUrl: 'https://foyer.example', eventUrl: 'https://foyer.example/e/marginalia-2027' };

export async function run(): Promise<BenchRow[]> {
  const conference = makeDemoConference({ sessions: 1000 });
  const rows: BenchRow[] = [];
  for (const { name, write } of EXPORTS) {
    const zipped = name.endsWith('.zip');
    const json = (): Buffer => Buffer.from(JSON.stringify(conference));
    const yardstick = await measure(zipped ? () => deflateRawSync(json()) : json);
    const figure = await measure(async () => Buffer.from((await write(conference, OPTIONS)) as Uint8Array));
    const ratio = figure / yardstick;
    rows.push({
      bench: `export ${name}, 1,000 sessions`,
      figure,
      unit: 'ms',
      yardstick: { name: zipped ? 'JSON.stringify and deflate' : 'JSON.stringify', figure: yardstick },
      ratio,
      target: TARGET,
      ok: ratio <= TARGET,
    });
  }
  return rows;
}
