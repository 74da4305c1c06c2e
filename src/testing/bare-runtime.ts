/** As much of a running installation as use cases ask for: its database, its log and a few settings. */
import { after } from 'node:test';
import { type Runtime, setRuntime } from '#platform/runtime.ts';
import type { createTestDatabase } from './database.ts';

/** By which links of orders are signed. */
export const SECRET = 'a secret of a test';

/** Sets it for the test file. `more`: what else the file needs, such as a storage. */
export function setBareRuntime(database: Awaited<ReturnType<typeof createTestDatabase>>, more: object = {}): void {
  const config = { url: 'https://foyer.example', secret: SECRET, seatsPerNetwork: 50 };
  setRuntime({ config, database, log: database.log, ...more } as unknown as Runtime);
  after(() => setRuntime(undefined));
}
