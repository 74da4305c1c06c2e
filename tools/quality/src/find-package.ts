import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file of a package, given the address of what the package exports: packages need not export their commands. */
export function findInPackage(exported: string, file: string): string {
  for (
    let folder = path.dirname(fileURLToPath(exported));
    folder !== path.dirname(folder);
    folder = path.dirname(folder)
  ) {
    if (existsSync(path.join(folder, file))) return path.join(folder, file);
  }
  throw new Error(`There is no ${file} in the package of ${exported}`);
}
