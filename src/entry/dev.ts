/** Development: one process with worker and pages, the pages made by Vite as they are asked for. */
import { createServer } from 'vite';
import { createAuth } from '#features/accounts/server/auth.ts';
import { grantAdministrator } from '#features/accounts/server/grant-administrator.ts';
import { createCtx } from '#platform/ctx.ts';
import { createDemo } from './create-demo.ts';
import { openHouse } from './open-house.ts';
import { startHouseWorker } from './worker.ts';

const house = await openHouse({ listen: true });
const worker = startHouseWorker(house);
const auth = createAuth(house.config, house.databaseUrl);
const system = createCtx({ db: house.database.db, log: house.log, actor: { kind: 'system', name: 'dev' } });
await createDemo(house, system);
await grantAdministrator(system, { email: 'admin@foyer.localhost', name: 'Administrator' });
const vite = await createServer({ server: { port: house.config.port, strictPort: true } });
vite.middlewares.use('/auth', (req, res, next) => {
  import('@sveltejs/kit/node')
    .then(async ({ getRequest, setResponse }) => {
      req.url = `/auth${req.url === '/' ? '' : req.url}`;
      setResponse(res, await auth.handle(getRequest({ base: house.config.url, request: req, response: res })));
    })
    .catch(next);
});
await vite.listen();
vite.printUrls();
process.stdout.write(`\nSign in as administrator: ${await auth.signInLink('admin@foyer.localhost')}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await vite.close();
    await worker.stop();
    await auth.close();
    await house.close();
    process.exit(0);
  });
}
