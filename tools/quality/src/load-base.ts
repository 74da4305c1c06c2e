/** The report that a change is compared with: a file, or a state of the repository that is measured for it. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { measure } from './measure.ts';
import { RULE_SETS } from './measures/measure-rules.ts';
import { readReport } from './read-report.ts';
import type { PartName, Report } from './report.ts';
import { readSettings, type Settings, WrongCall } from './settings.ts';

/** What can be measured of another state without running its tests. */
const QUICK: PartName[] = [...RULE_SETS, 'complexity', 'duplication', 'licences', 'exclusions'];

/** @throws WrongCall when it is neither a report nor a state of the repository */
export async function loadBase(
  root: string,
  settings: Settings,
  base: string,
  progress: (text: string) => void,
): Promise<Report> {
  if (existsSync(path.resolve(root, base))) return readReport(path.resolve(root, base));
  const folder = mkdtempSync(path.join(tmpdir(), 'quality-base-'));
  const tree = path.join(folder, 'tree');
  try {
    execFileSync('git', ['worktree', 'add', '--detach', tree, '--end-of-options', base], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw new WrongCall(
      `There is no report and no state of the repository "${base}": ${String((error as { stderr?: Buffer }).stderr).trim()}`,
    );
  }
  try {
    if (existsSync(path.join(root, 'node_modules')))
      symlinkSync(path.join(root, 'node_modules'), path.join(tree, 'node_modules'));
    progress(`Measuring ${base}: what can be without running its tests`);
    // By its own settings: what was left out since is then seen to be gone.
    return await measure(tree, existsSync(path.join(tree, 'quality.json')) ? readSettings(tree) : settings, {
      only: QUICK,
    });
  } finally {
    execFileSync('git', ['worktree', 'remove', '--force', tree], { cwd: root, stdio: 'ignore' });
    rmSync(folder, { recursive: true, force: true });
  }
}
