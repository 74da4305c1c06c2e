/**
 * Public pages to anonymous readers, beside a bare `node:http` server that sends the same bytes with the same headers.
 * Three processes: the product, the bare server, the load. Beside the requests a second stands the processor time that
 * each server takes for one, which tells also where not the server but the load is what limits: 0.7 of the requests are
 * 1.43 times the processor time.
 */
import { type BenchRow, alternate, row } from './bench.ts';
import { type BareServer, fetchRaw, type Loader, openBareServer, openLoader, processorMs } from './http-load.ts';
import { openProduct, type Product } from './open-product.ts';

const CONNECTIONS = 16;
/**
 * Short rounds and many: other work on the machine then hits few pairs, and the median is of those that it left alone.
 */
const REQUESTS = 6000;
const ROUNDS = 21;
const WARM_UP = 2;
const ACCEPTED = { plain: 'identity', compressed: 'gzip, deflate, br' };

type Servers = { product: Product; bare: BareServer; loader: Loader };

export async function run(report: (step: string) => void): Promise<BenchRow[]> {
  report('starting the product with a demo event');
  const servers: Servers = { product: await openProduct(72), bare: await openBareServer(), loader: openLoader() };
  try {
    const rows: BenchRow[] = [];
    const event = `/e/${servers.product.slug}`;
    const pages = {
      'event page': event,
      'schedule page': `${event}/schedule`,
      'session page': `${event}/sessions/9`,
      'calendar.ics': `${event}/schedule/calendar.ics`,
    };
    for (const [name, address] of Object.entries(pages)) {
      for (const [manner, accepted] of Object.entries(ACCEPTED)) {
        report(`${name}, ${manner}`);
        rows.push(...(await measurePage(servers, `${name}, ${manner}`, address, { 'accept-encoding': accepted })));
      }
    }
    return rows;
  } finally {
    servers.loader.close();
    servers.bare.close();
    await servers.product.close();
  }
}

async function measurePage(
  { product, bare, loader }: Servers,
  name: string,
  address: string,
  headers: Record<string, string>,
): Promise<BenchRow[]> {
  const answer = await fetchRaw(product.url + address, headers);
  if (answer.status !== 200) throw new Error(`${address} answers ${answer.status}`);
  await bare.know({ path: address, headers: answer.headers, body: answer.body.toString('base64'), pieces: false });
  const spent = { product: [] as number[], bare: [] as number[] };
  const load = async (server: { url: string; pid: number }, costs: number[]): Promise<number> => {
    const before = processorMs(server.pid);
    const { perSecond } = await loader.run({
      url: server.url + address,
      headers,
      connections: CONNECTIONS,
      amount: REQUESTS,
    });
    costs.push(((processorMs(server.pid) - before) * 1000) / REQUESTS);
    return perSecond;
  };
  const measured = await alternate(
    () => load(product, spent.product),
    () => load(bare, spent.bare),
    { rounds: ROUNDS, warmUp: WARM_UP },
  );
  const size = `${(answer.body.byteLength / 1000).toFixed(0)} kB`;
  return [
    row(`${name} (${size}), beside bare node:http`, { ...measured, unit: 'requests/s', target: '>= 0.7' }),
    row(`${name}, processor time of the server, beside bare node:http`, {
      figure: mean(spent.product.slice(WARM_UP)),
      yardstick: mean(spent.bare.slice(WARM_UP)),
      unit: 'µs/request',
      target: '<= 1.43',
    }),
  ];
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
