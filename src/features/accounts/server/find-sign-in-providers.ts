/** Which other services people may sign in with here. */
import type { Config } from '#platform/config.ts';
import type { SignInProvider } from '../sign-in-provider.ts';

/** Those whose settings are given, in the order in which pages show them. */
export function listSignInProviders(_config: Config): SignInProvider[] {
  return [];
}
