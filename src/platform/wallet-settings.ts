/**
 * What the wallets of phones ask of those who fill them: read from the files that the settings name, and checked at the
 * start.
 */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Invalid } from './errors.ts';
import type { Instant } from './time.ts';

/** `certificate`, `key` and `intermediate` in PEM; `goodUntil` is when Apple wants another certificate. */
export type AppleWalletSettings = {
  passType: string;
  team: string;
  certificate: string;
  key: string;
  keyPassword: string;
  intermediate: string;
  goodUntil: Instant;
};
/** `email` and `key` of the service account that signs. */
export type GoogleWalletSettings = { issuer: string; email: string; key: KeyObject };
export type WalletSettings = { apple: AppleWalletSettings | undefined; google: GoogleWalletSettings | undefined };

type Name =
  | 'APPLE_PASS_TYPE'
  | 'APPLE_PASS_TEAM'
  | 'APPLE_PASS_CERTIFICATE'
  | 'APPLE_PASS_KEY'
  | 'APPLE_PASS_KEY_PASSWORD'
  | 'APPLE_PASS_INTERMEDIATE'
  | 'GOOGLE_WALLET_ISSUER'
  | 'GOOGLE_WALLET_KEY';
type Given = Partial<Record<Name, string | undefined>>;

/** @throws Invalid naming the setting that is missing or leads to nothing of use */
export function walletSettings(given: Given): WalletSettings {
  return { apple: appleSettings(given), google: googleSettings(given) };
}

function appleSettings({
  APPLE_PASS_KEY_PASSWORD: keyPassword = '',
  ...given
}: Given): AppleWalletSettings | undefined {
  const names = [
    'APPLE_PASS_TYPE',
    'APPLE_PASS_TEAM',
    'APPLE_PASS_CERTIFICATE',
    'APPLE_PASS_KEY',
    'APPLE_PASS_INTERMEDIATE',
  ] as const;
  const said = allOrNone('Apple Wallet', given, names);
  if (!said) return undefined;
  const certificate = readText('APPLE_PASS_CERTIFICATE', said.APPLE_PASS_CERTIFICATE);
  const key = readText('APPLE_PASS_KEY', said.APPLE_PASS_KEY);
  const intermediate = readText('APPLE_PASS_INTERMEDIATE', said.APPLE_PASS_INTERMEDIATE);
  const own = parse('APPLE_PASS_CERTIFICATE', 'no certificate in PEM', () => new X509Certificate(certificate));
  parse('APPLE_PASS_INTERMEDIATE', 'no certificate in PEM', () => new X509Certificate(intermediate));
  const secret = parse('APPLE_PASS_KEY', 'no private key in PEM that APPLE_PASS_KEY_PASSWORD opens', () =>
    createPrivateKey({ key, passphrase: keyPassword }),
  );
  if (!own.checkPrivateKey(secret)) wrong('APPLE_PASS_KEY', 'is not the key of APPLE_PASS_CERTIFICATE');
  return {
    passType: said.APPLE_PASS_TYPE,
    team: said.APPLE_PASS_TEAM,
    certificate,
    key,
    keyPassword,
    intermediate,
    goodUntil: Date.parse(own.validTo),
  };
}

function googleSettings(given: Given): GoogleWalletSettings | undefined {
  const said = allOrNone('Google Wallet', given, ['GOOGLE_WALLET_ISSUER', 'GOOGLE_WALLET_KEY'] as const);
  if (!said) return undefined;
  if (!/^\d{6,30}$/.test(said.GOOGLE_WALLET_ISSUER))
    wrong('GOOGLE_WALLET_ISSUER', 'must be the number of the issuer account');
  const text = readText('GOOGLE_WALLET_KEY', said.GOOGLE_WALLET_KEY);
  const { client_email: email, private_key: pem } = parse(
    'GOOGLE_WALLET_KEY',
    'no JSON key of a service account',
    () => JSON.parse(text) as { client_email?: unknown; private_key?: unknown },
  );
  if (typeof email !== 'string' || typeof pem !== 'string')
    return wrong('GOOGLE_WALLET_KEY', 'leads to no JSON key of a service account');
  return {
    issuer: said.GOOGLE_WALLET_ISSUER,
    email,
    key: parse('GOOGLE_WALLET_KEY', 'no JSON key of a service account', () => createPrivateKey(pem)),
  };
}

function allOrNone<N extends Name>(what: string, given: Given, names: readonly N[]): Record<N, string> | undefined {
  const missing = names.filter((name) => !given[name]);
  if (missing.length === names.length) return undefined;
  if (missing.length > 0)
    throw new Invalid(
      `Wrong settings: ${what} also needs ${missing.join(', ')}`,
      missing.map((where) => ({ where, message: 'is missing' })),
      'settings',
    );
  return given as Record<N, string>;
}

function readText(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    return wrong(name, `cannot be read: ${(error as Error).message}`);
  }
}

function parse<T>(name: string, what: string, read: () => T): T {
  try {
    return read();
  } catch {
    return wrong(name, `leads to ${what}`);
  }
}

function wrong(where: string, message: string): never {
  throw new Invalid(`Wrong settings: ${where} ${message}`, [{ where, message }], 'settings');
}
