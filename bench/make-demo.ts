/** `node bench/make-demo.ts SESSIONS`: the demo with so many sessions, in the database that the environment names. */
import { createDemo } from '#entry/create-demo.ts';
import { withFoyer } from '#entry/commands/with-foyer.ts';
import { demoReading } from '#testing/demo/demo-reading.ts';

const sessions = Number(process.argv[2]);
await withFoyer(async (foyer, ctx) => {
  const { slug } = await createDemo(foyer, ctx, { reading: demoReading(sessions), living: true });
  process.stdout.write(`${foyer.config.url}/e/${slug}\n`);
});
