/** Known weaknesses of what the product depends on, as npm's advisories have them. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Letter } from '../grades.ts';
import { type Part, unmeasured } from '../report.ts';
import { type Done, runCommand } from '../run-command.ts';

const GRADES: [severity: string, grade: Letter][] = [
  ['critical', 'F'],
  ['high', 'E'],
  ['moderate', 'C'],
  ['low', 'B'],
  ['info', 'B'],
];

export async function measureAudit(root: string): Promise<Part> {
  if (!existsSync(path.join(root, 'package-lock.json')) && !existsSync(path.join(root, 'npm-shrinkwrap.json')))
    return {
      ...unmeasured('audit', 'Advisories'),
      said: 'not available: npm can ask about a package-lock.json alone, and there is none',
    };
  return readAudit(
    await runCommand(root, ['npm', 'audit', '--json', '--omit=dev', '--audit-level=none'], { seconds: 120 }),
  );
}

type Audit = {
  error?: { summary?: string };
  message?: string;
  metadata?: { vulnerabilities: Record<string, number>; dependencies?: { prod: number } };
  vulnerabilities?: Record<string, { severity: string; range: string }>;
};

/** No answer, or one that is not an audit, is never an A: the part has no grade then. */
export function readAudit({ stdout, stderr }: Pick<Done, 'stdout' | 'stderr'>): Part {
  const part = unmeasured('audit', 'Advisories');
  let audit: Audit;
  try {
    audit = JSON.parse(stdout) as Audit;
  } catch {
    return {
      ...part,
      said: `not available: npm audit gave no answer (${stderr.trim().split('\n')[0]?.slice(0, 120) ?? ''})`,
    };
  }
  const counts = audit.metadata?.vulnerabilities;
  if (audit.error || !counts)
    return {
      ...part,
      said: `not available: ${audit.error?.summary || audit.message || 'npm audit could not ask the registry'}`,
    };
  const worst = GRADES.find(([severity]) => (counts[severity] ?? 0) > 0);
  const figures = Object.fromEntries(GRADES.map(([severity]) => [severity, counts[severity] ?? 0]));
  const total = Object.values(figures).reduce((sum, count) => sum + count, 0);
  const problems = Object.entries(audit.vulnerabilities ?? {}).map(([name, { severity, range }]) => ({
    text: `${name} ${range}: ${severity}`,
  }));
  return {
    ...part,
    grade: worst?.[1] ?? 'A',
    said: total === 0 ? 'no advisory' : `${total} advisories, the worst of them ${worst![0]}`,
    figures,
    problems,
  };
}
