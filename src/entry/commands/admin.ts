import { createAuth } from '#features/accounts/server/auth.ts';
import { grantAdministrator } from '#features/accounts/server/grant-administrator.ts';
import { Invalid } from '#platform/errors.ts';
import type { Arguments } from './arguments.ts';
import { withFoyer } from './with-foyer.ts';

/** `foyer admin grant EMAIL`. */
export async function runAdmin({ positionals }: Arguments): Promise<number> {
  const [verb, email] = positionals;
  if (verb !== 'grant' || !email) throw new Invalid('foyer admin grant EMAIL', [], 'usage');
  return withFoyer(
    async (foyer, ctx) => {
      const { created } = await grantAdministrator(ctx, { email });
      const auth = createAuth(foyer.config, foyer.databaseUrl);
      try {
        process.stdout.write(
          `${email} ${created ? 'has an account now and ' : ''}is an administrator. This link signs in once, within the hour:\n`,
        );
        process.stdout.write(`${await auth.signInLink(email.trim().toLowerCase())}\n`);
      } finally {
        await auth.close();
      }
      return 0;
    },
    { makes: true },
  );
}
