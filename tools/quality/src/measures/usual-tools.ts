/** Tools that are asked where the settings name none: the repository's own compiler, and Knip that comes along. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { findInPackage } from '../find-package.ts';
import type { Part } from '../report.ts';
import type { Settings, Tool } from '../settings.ts';
import { runTools } from './run-tools.ts';

/** The compiler knows nothing without the packages whose types it reads, so it is not asked then. */
export async function measureTypes(root: string, { types }: Settings): Promise<Part> {
  if (types.length > 0 || !existsSync(path.join(root, 'tsconfig.json'))) return runTools(root, 'types', types);
  const tsc = path.join(root, 'node_modules/.bin/tsc');
  const part = await runTools(root, 'types', []);
  if (!existsSync(tsc))
    return { ...part, unset: false, said: 'not available: TypeScript is not installed in node_modules' };
  const tool: Tool = { name: 'tsc', command: ['tsc', '--noEmit', '--pretty', 'false'], output: 'tsc' };
  return runTools(root, 'types', [tool]);
}

/** Knip needs a package.json; without the packages it cannot tell what their settings use. */
export async function measureUnused(root: string, { unused }: Settings): Promise<Part> {
  const part = await runTools(root, 'unused', unused);
  if (unused.length > 0) return part;
  const asked = { ...part, unset: false };
  if (!existsSync(path.join(root, 'package.json')))
    return { ...asked, said: 'not available: there is no package.json' };
  if (!existsSync(path.join(root, 'node_modules')))
    return { ...asked, said: 'not available: the packages are not installed in node_modules' };
  const knip = findInPackage(import.meta.resolve('knip'), 'bin/knip.js');
  const command = [process.execPath, knip, '--no-progress', '--reporter', 'json'];
  return runTools(root, 'unused', [{ name: 'knip', command, output: 'knip' }]);
}
