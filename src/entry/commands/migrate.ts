import { withFoyer } from './with-foyer.ts';

/** Opening Foyer migrates; this says so. */
export async function runMigrate(): Promise<number> {
  return withFoyer(
    async () => {
      process.stdout.write('The database is up to date.\n');
      return 0;
    },
    { makes: true },
  );
}
