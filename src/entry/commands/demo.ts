import { createDemo } from '../create-demo.ts';
import type { Arguments } from './arguments.ts';
import { Invalid } from '#platform/errors.ts';
import { withHouse } from './with-house.ts';

/** `foyer demo [--sessions N]`. */
export async function runDemo({ values }: Arguments): Promise<number> {
  const sessions = values.sessions === undefined ? undefined : Number(values.sessions);
  if (sessions !== undefined && !(Number.isInteger(sessions) && sessions >= 1 && sessions <= 5000)) {
    throw new Invalid('--sessions is a number from 1 to 5000', [], 'usage');
  }
  return withHouse(async (house, ctx) => {
    const { slug } = await createDemo(house, ctx, { sessions, living: true });
    process.stdout.write(`${house.config.url}/e/${slug}\n`);
    return 0;
  });
}
