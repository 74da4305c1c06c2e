/**
 * A page that no reader has asked for yet: read from the database, rendered, sent. The yardstick is a bare server that
 * puts the same bytes together from their pieces at each request. No target: the cache is there so that this is rare.
 */
import { type BenchRow, alternate, row, timed } from './bench.ts';
import { fetchRaw, openBareServer } from './http-load.ts';
import { openProduct } from './open-product.ts';

const PAGES_A_ROUND = 10;
const HEADERS = { 'accept-encoding': 'identity' };

export async function run(report: (step: string) => void): Promise<BenchRow[]> {
  report('starting the product with a demo event');
  const product = await openProduct(72);
  const bare = await openBareServer();
  try {
    const rows: BenchRow[] = [];
    for (const [name, address] of [
      ['event page', `/e/${product.slug}`],
      ['schedule page', `/e/${product.slug}/schedule`],
    ] as const) {
      report(name);
      const { headers, body } = await fetchRaw(product.url + address, HEADERS);
      await bare.know({ path: address, headers, body: body.toString('base64'), pieces: true });
      let asked = 0;
      /** The cache tells addresses apart with their query, so each of these finds nothing in it. */
      const cold = (): Promise<unknown> => fetchRaw(`${product.url}${address}?unseen=${asked++}`, HEADERS);
      const measured = await alternate(
        () => perSecond(cold),
        () => perSecond(() => fetchRaw(bare.url + address, HEADERS)),
      );
      rows.push(
        row(`${name}, first reader, beside bare node:http joining strings`, {
          ...measured,
          unit: 'pages/s',
          target: '-',
        }),
      );
    }
    return rows;
  } finally {
    bare.close();
    await product.close();
  }
}

async function perSecond(fetchPage: () => Promise<unknown>): Promise<number> {
  const ms = await timed(async () => {
    for (let i = 0; i < PAGES_A_ROUND; i += 1) await fetchPage();
  });
  return (PAGES_A_ROUND * 1000) / ms;
}
