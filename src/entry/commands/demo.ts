import { createDemo } from '../create-demo.ts';
import type { Arguments } from './arguments.ts';
import { Invalid } from '#platform/errors.ts';
import { withFoyer } from './with-foyer.ts';

/** `foyer demo [--sessions N]`. */
export async function runDemo({ values }: Arguments): Promise<number> {
  const sessions = values.sessions === undefined ? undefined : Number(values.sessions);
  if (sessions !== undefined && !(Number.isInteger(sessions) && sessions >= 1 && sessions <= 5000)) {
    throw new Invalid('--sessions is a number from 1 to 5000', [], 'usage');
  }
  return withFoyer(async (foyer, ctx) => {
    const { slug } = await createDemo(foyer, ctx, { sessions, living: true });
    process.stdout.write(`${foyer.config.url}/e/${slug}\n`);
    return 0;
  });
}
