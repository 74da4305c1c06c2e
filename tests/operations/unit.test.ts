/**
 * The service of the guide: systemd has nothing to say about it, Foyer reads the settings beside it, and its log can be
 * read.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { parseEnv } from 'node:util';
import { PROGRAM_ROOT } from '#platform/config.ts';
import { guideBlock, runScript } from './guide.ts';
import { findProgram, lacking } from './programs.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'foyer-unit-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const unit = guideBlock('unit', { '/srv/foyer/app': PROGRAM_ROOT });

/** What systemd says of a unit: it ends with 0 also where it ignores a line. */
function verify(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  const { stdout, stderr } = spawnSync(findProgram('systemd-analyze') as string, ['verify', '--man=no', file], {
    encoding: 'utf8',
  });
  return stdout + stderr;
}

describe('the service of the guide', { skip: lacking('systemd-analyze') }, () => {
  test('is one that systemd takes as it is', () => assert.equal(verify('foyer.service', unit), ''));

  test('would be refused with a line that systemd does not know, or a program that is not there', () => {
    assert.match(verify('unknown.service', unit.replace('Restart=', 'Restat=')), /Restat/);
    assert.match(verify('nothing.service', unit.replace('bin/foyer serve', 'bin/nothing serve')), /nothing/);
  });
});

test('the command that reads the log shows errors and nothing else', { skip: lacking('jq') }, async () => {
  const words =
    "import { createLog } from '#platform/log.ts'; const log = createLog('info'); log.info('it begins'); log.error(new Error('planted'), 'it failed');";
  const { stderr } = spawnSync(process.execPath, ['--input-type=module-typescript', '--eval', words], {
    cwd: PROGRAM_ROOT,
    encoding: 'utf8',
  });
  const log = path.join(folder, 'log');
  writeFileSync(log, `Started Foyer.\n${stderr}`);
  const { out } = await runScript(
    guideBlock('read-log', { 'journalctl --unit foyer --output cat --since today': `cat ${log}` }),
    folder,
    {},
  );
  const { msg, err } = JSON.parse(out) as { msg: string; err: { message: string } };
  assert.deepEqual([msg, err.message], ['it failed', 'planted']);
});

test('the settings of the guide are settings that Foyer takes', async () => {
  const data = path.join(folder, 'data');
  // The service makes it when it starts.
  mkdirSync(data);
  const settings = parseEnv(
    guideBlock('settings', { '/srv/foyer/data': data, 'mail.example.org': '127.0.0.1:1' }),
  ) as Record<string, string>;
  assert.equal(Object.keys(settings).length, 6);
  const { out } = await runScript('bin/foyer migrate; bin/foyer doctor || true', folder, settings);
  assert.match(out, /^ok +settings +right$/m);
  assert.match(out, /^ok +database +PostgreSQL .*, embedded$/m);
  assert.match(out, /^TRUST_PROXY +yes$/m);
  assert.match(out, /^MAIL_FROM +Lantern <events@example\.org>$/m);
});
