/**
 * The load: a process that sends so many requests, each when the one before it is answered, and tells how many a second
 * that were.
 */
import autocannon, { type Instance, type Result } from 'autocannon';

export type Load = { url: string; headers: Record<string, string>; connections: number; amount: number };
export type Loaded = { perSecond: number; failed: number };

const SAMPLE_MS = 100;

process.on('message', (load: Load) => {
  send(load)
    .then((loaded) => process.send?.(loaded))
    .catch((error) => {
      process.stderr.write(`${error}\n`);
      process.exit(1);
    });
});
process.on('disconnect', () => process.exit());

async function send(load: Load): Promise<Loaded> {
  const begun = performance.now();
  let answered = begun;
  const running = autocannon({ ...load, sampleInt: SAMPLE_MS }) as Promise<Result> & Instance;
  // It looks only now and then whether it is done, so the time of the last answer is taken here.
  void running.on('response', () => {
    answered = performance.now();
  });
  const result = await running;
  return {
    perSecond: (result['2xx'] * 1000) / (answered - begun),
    failed: result.errors + result.timeouts + result.non2xx,
  };
}
