/** `npm run words`: which texts are missing, unused or outdated, and which stand in code. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { PROGRAM_ROOT } from '#platform/config.ts';
import {
  compareTexts,
  madeFromFile,
  madeFromNow,
  missingForReaders,
  otherLanguages,
  readTexts,
  writeKeys,
} from './catalogue.ts';
import { findTexts } from './find-texts.ts';
import { PUBLISHED_FILE, writePublished } from './problem-codes.ts';

const HELP = `npm run words                what is missing, unused, outdated, or not in the catalogue
npm run words -- FOLDER      the texts in code below FOLDER, by line
npm run words -- --write     writes src/platform/i18n/text-keys.ts from the English texts, and adds new problem codes
                             to src/api/problem-codes.json
npm run words -- --fits LANGUAGE   notes that its translations fit the English of now`;

const [first, second] = process.argv.slice(2);
const print = (line: string): void => void process.stdout.write(`${line}\n`);

if (first === '--write') {
  writeFileSync(path.join(PROGRAM_ROOT, 'src/platform/i18n/text-keys.ts'), writeKeys(readTexts('en')));
  writeFileSync(PUBLISHED_FILE, writePublished());
} else if (first === '--fits' && second !== undefined && otherLanguages().includes(second)) {
  writeFileSync(madeFromFile(second), `${JSON.stringify(madeFromNow(second), null, 2)}\n`);
} else if (first?.startsWith('-')) {
  print(HELP);
  process.exitCode = 2;
} else {
  const found = findTexts().filter(({ file }) => file.startsWith(first ?? ''));
  if (first !== undefined) for (const { file, line, text } of found) print(`${file}:${line}  ${text}`);
  print(`${found.length} texts outside the catalogue`);
  for (const locale of otherLanguages()) {
    const { missing, unused, outdated, otherValues } = compareTexts(locale);
    const readers = missingForReaders(locale);
    const counts = `${missing.length} missing, ${readers.length} missing for readers`;
    print(`${locale}: ${counts}, ${unused.length} unused, ${outdated.length} outdated`);
    for (const [kind, list] of Object.entries({ readers, unused, outdated, otherValues }))
      for (const name of list.slice(0, 20)) print(`  ${kind}: ${name}`);
  }
}
