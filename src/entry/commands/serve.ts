import { findFirstAdministrator } from '#features/accounts/server/queries.ts';
import { grantAdministrator } from '#features/accounts/server/grant-administrator.ts';
import { createCtx } from '#platform/ctx.ts';
import { createDemo } from '../create-demo.ts';
import { type House, openHouse } from '../open-house.ts';
import { type RunningWeb, startWeb } from '../web.ts';
import { startHouseWorker } from '../worker.ts';

const FIRST_ADMINISTRATOR = 'admin@foyer.localhost';

/** Runs until told to stop (SIGINT, SIGTERM), then lets open requests and running jobs finish. */
export async function runServe(sides: { web: boolean; worker: boolean }): Promise<number> {
  const stopped = waitForSignal();
  const house = await openHouse({ listen: true, onStep: say });
  try {
    const worker = sides.worker ? startHouseWorker(house) : undefined;
    let web: RunningWeb | undefined;
    try {
      if (sides.web) {
        await welcomeDemo(house);
        web = await startWeb(house);
        await announce(house, web);
      }
      await stopped;
      say('Stopping: letting open requests and running jobs finish');
    } finally {
      await Promise.all([web?.stop(), worker?.stop()]);
    }
  } finally {
    await house.close();
  }
  return 0;
}

function say(step: string): void {
  process.stderr.write(`${step}\n`);
}

/** Resolves at the first signal; a second one ends the process on the spot. */
function waitForSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        resolve();
        process.on(signal, () => process.exit(130));
      });
    }
  });
}

/** A fresh installation starts with something to look at. */
async function welcomeDemo(house: House): Promise<void> {
  if (process.env.FOYER_DEMO === 'no') return;
  const some = await house.database.db.selectFrom('organizers').select('id').limit(1).executeTakeFirst();
  if (some) return;
  say('Making a demo conference');
  await createDemo(house, systemCtx(house));
}

async function announce(house: House, web: RunningWeb): Promise<void> {
  const url = house.config.urlIsGiven ? house.config.url : `http://localhost:${web.port}`;
  const known = await findFirstAdministrator(systemCtx(house));
  if (!known) await grantAdministrator(systemCtx(house), { email: FIRST_ADMINISTRATOR, name: 'Administrator' });
  if (known?.hasSignedIn) {
    process.stdout.write(`\nFoyer is open at ${url}\n`);
    return;
  }
  const link = await web.auth.signInLink(known?.email ?? FIRST_ADMINISTRATOR);
  process.stdout.write(`\nFoyer is open. This link signs you in as its first administrator, once, within the hour:\n\n  ${link}\n\n`);
}

function systemCtx(house: House) {
  return createCtx({ db: house.database.db, log: house.log, actor: { kind: 'system', name: 'start' } });
}
