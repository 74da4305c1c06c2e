/** The load: a process that sends so many requests, each when the one before it is answered, and tells how many a second that were. */
import autocannon from 'autocannon';

export type Load = { url: string; headers: Record<string, string>; connections: number; amount: number };
export type Loaded = { perSecond: number; failed: number };

process.on('message', ({ url, headers, connections, amount }: Load) => {
  const begun = performance.now();
  autocannon({ url, headers, connections, amount })
    .then((result) => {
      const failed = result.errors + result.timeouts + result.non2xx;
      process.send?.({ perSecond: (result['2xx'] * 1000) / (performance.now() - begun), failed } satisfies Loaded);
    })
    .catch((error) => {
      process.stderr.write(`${error}\n`);
      process.exit(1);
    });
});
process.on('disconnect', () => process.exit());
