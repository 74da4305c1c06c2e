/** SARIF 2.1.0: findings at their lines for hosts that read files (Azure, Jenkins, GitHub's code scanning). */
import type { Issue, Report } from './report.ts';

const LEVELS = { error: 'error', warning: 'warning', hint: 'note' } as const;

export function writeSarif(report: Pick<Report, 'commit'>, issues: Issue[]): string {
  const names = [...new Set(issues.map(ruleOf))].sort();
  return `${JSON.stringify(
    {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'quality', rules: names.map((id) => ({ id })) } },
          automationDetails: { id: `quality/${report.commit}` },
          results: issues.map((issue) => ({
            ruleId: ruleOf(issue),
            ruleIndex: names.indexOf(ruleOf(issue)),
            level: LEVELS[issue.level ?? 'error'],
            message: { text: issue.text },
            locations: issue.file
              ? [
                  {
                    physicalLocation: {
                      artifactLocation: { uri: issue.file.split('/').map(encodeURIComponent).join('/') },
                      region: { startLine: issue.line ?? 1 },
                    },
                  },
                ]
              : [],
            partialFingerprints: { 'quality/v1': issue.key ?? '' },
          })),
        },
      ],
    },
    null,
    1,
  )}\n`;
}

function ruleOf({ part, rule }: Issue): string {
  return rule ? `${part}/${rule}` : part;
}
