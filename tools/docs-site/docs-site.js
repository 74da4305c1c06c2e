/** What other programs may use: as it is written, or as it was packed, since Node reads no TypeScript of packages. */
import { existsSync } from 'node:fs';

const source = new URL('./src/docs-site.ts', import.meta.url);
export const { buildSite, listExamples, openSearch, WrongCall } = await import(
  existsSync(source) ? source.href : './dist/docs-site.js'
);
