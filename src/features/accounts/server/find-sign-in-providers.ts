/** Which other services people may sign in with here. */
import type { Config } from '#platform/config.ts';
import type { SignInProvider } from '../sign-in-provider.ts';

/** Those whose settings are given, in the order in which pages show them. */
export function listSignInProviders({ signIn }: Pick<Config, 'signIn'>): SignInProvider[] {
  const named = [...(signIn.oidc ? [{ id: 'oidc', name: signIn.oidc.name }] : []), ...(signIn.github ? [{ id: 'github', name: 'GitHub' }] : []), ...(signIn.x ? [{ id: 'x', name: 'X' }] : [])];
  return named.map((one) => ({ ...one, action: `/sign-in/with/${one.id}` }));
}
