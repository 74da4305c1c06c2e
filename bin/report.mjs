// A reporter that names each file with its count and its time from start to end, each failure in full, and the totals,
// in lines that bin/test.mjs reads.
import path from 'node:path';

const MARKS = { pass: 'ok', fail: 'FAILED', skip: 'skipped' };

export default async function* report(source) {
  const counts = { tests: 0, pass: 0, fail: 0, skipped: 0 };
  const files = new Map();
  const said = new Map();
  const took = new Map();
  for await (const { type, data } of source) {
    if (type === 'test:summary' && data.file) took.set(nameOf(data.file), data.duration_ms);
    if (type === 'test:stderr' && process.env.VERBOSE) yield data.message;
    if (type === 'test:diagnostic' && /walked|use cases|of the documents/.test(data.message)) yield `${data.message}\n`;
    if ((type === 'test:stderr' || type === 'test:diagnostic') && data.file)
      keep(said, path.resolve(data.file), data.message);
    if (isTest(type, data)) yield* reportTest(type, data, counts, files);
    else if (type === 'test:fail' && isFile(data)) yield* reportFile(data.file, said.get(data.file), counts, files);
  }
  for (const [file, { passed, ms }] of [...files].sort())
    yield `${MARKS.pass} ${file}: ${passed} passed (${Math.round(took.get(file) ?? ms)} ms)\n`;
  yield `# tests ${counts.tests}\n# pass ${counts.pass}\n# fail ${counts.fail}\n# skipped ${counts.skipped}\n`;
  yield `\n${counts.pass} passed, ${counts.fail} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''}\n`;
}

/** The end of what a file said, from where it says why it broke off. */
function keep(said, file, message) {
  said.set(file, `${said.get(file) ?? ''}${message.trimEnd()}\n`.slice(-4000));
}

/** Suites and whole files are reported like tests, and are none. */
function isTest(type, data) {
  if (type !== 'test:pass' && type !== 'test:fail') return false;
  if (data.details?.type === 'suite' || data.file === undefined) return false;
  return !isFile(data);
}

function nameOf(file) {
  return path.relative(process.cwd(), file);
}

function isFile({ nesting, name, file }) {
  return nesting === 0 && file !== undefined && path.resolve(name) === file;
}

/** Counts a test, and names it unless it passed. */
function* reportTest(type, data, counts, files) {
  const file = nameOf(data.file);
  const entry = files.get(file) ?? { passed: 0, ms: 0 };
  files.set(file, entry);
  counts.tests += 1;
  if (data.skip !== undefined) {
    counts.skipped += 1;
    yield `${MARKS.skip} ${file}: ${data.name}${typeof data.skip === 'string' ? ` (${data.skip})` : ''}\n`;
  } else if (type === 'test:pass') {
    counts.pass += 1;
    entry.passed += 1;
    entry.ms += data.details.duration_ms;
  } else {
    counts.fail += 1;
    entry.failed = true;
    yield `${MARKS.fail} ${file}: ${data.name}\n${describe(data.details.error)}\n`;
  }
}

/** A file whose tests passed, and which failed around them: what it said last is the reason. */
function* reportFile(place, said = '', counts, files) {
  const file = nameOf(place);
  if (files.get(file)?.failed) return;
  counts.fail += 1;
  yield `${MARKS.fail} ${file}: the file itself, around its tests\n${indent(said.trim().split('\n').slice(-40).join('\n'))}\n`;
}

function describe(error) {
  const cause = error?.cause ?? error;
  // Fast-check says which example fails; why it does is the cause of that.
  const why = cause?.cause?.message ? `\n${cause.cause.message}` : '';
  const text = `${cause?.stack ?? cause?.message ?? cause}${why}`;
  return indent(text);
}

function indent(text) {
  return text
    .split('\n')
    .slice(0, 40)
    .map((line) => `    ${line}`)
    .join('\n');
}
