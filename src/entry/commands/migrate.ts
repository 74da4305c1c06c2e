import { withHouse } from './with-house.ts';

/** Opening the house migrates; this says so. */
export async function runMigrate(): Promise<number> {
  return withHouse(async () => {
    process.stdout.write('The database is up to date.\n');
    return 0;
  });
}
