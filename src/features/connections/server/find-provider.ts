/** The services that this installation's settings name. */
import type { Config } from '#platform/config.ts';
import { NotFound } from '#platform/errors.ts';
import type { Provider } from '../connection.ts';
import { createGitHub } from './github.ts';
import { createOidc } from './oidc.ts';
import { createX } from './x.ts';

/** All of them, in the order in which pages show them. */
export function listProviders({ signIn }: Pick<Config, 'signIn'>): Provider[] {
  return [
    ...(signIn.oidc ? [createOidc(signIn.oidc)] : []),
    ...(signIn.github ? [createGitHub(signIn.github)] : []),
    ...(signIn.x ? [createX(signIn.x)] : []),
  ];
}

/** What pages show of them. */
export function nameProviders(config: Pick<Config, 'signIn'>): Pick<Provider, 'id' | 'name'>[] {
  return listProviders(config).map(({ id, name }) => ({ id, name }));
}

/** @throws NotFound for one that is not set up */
export function findProvider(config: Pick<Config, 'signIn'>, id: string): Provider {
  const provider = listProviders(config).find((one) => one.id === id);
  if (!provider) throw new NotFound('not_found.sign_in_service');
  return provider;
}
