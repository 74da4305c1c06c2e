import { createDemo } from '../create-demo.ts';
import { withFoyer } from './with-foyer.ts';

/** `foyer demo`. */
export async function runDemo(): Promise<number> {
  return withFoyer(
    async (foyer, ctx) => {
      const { slug } = await createDemo(foyer, ctx, { living: true });
      process.stdout.write(`${foyer.config.url}/e/${slug}\n`);
      return 0;
    },
    { makes: true },
  );
}
