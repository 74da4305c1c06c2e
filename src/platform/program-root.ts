import path from 'node:path';

/** The root of the program: where package.json lies. */
export const PROGRAM_ROOT = path.resolve(import.meta.dirname, '../..');
