import { PART_SCALES, gradeOf } from '../grades.ts';
import { readOutput } from '../read-output.ts';
import type { Part, PartName, Problem } from '../report.ts';
import { runCommand } from '../run-command.ts';
import type { Tool } from '../settings.ts';

const TITLES = { lint: 'Lint', types: 'Types', unused: 'Unused code', dependencies: 'Who imports whom' } as const;

/** One part out of tools that each print problems. Where one of them fails the part is not known. */
export async function runTools(root: string, name: PartName & keyof typeof TITLES, tools: Tool[]): Promise<Part> {
  const problems: Problem[] = [];
  const failed: string[] = [];
  const notes: string[] = [];
  for (const { name: tool, command, output } of tools) {
    try {
      const found = readOutput(output, await runCommand(root, command), root);
      problems.push(...found.map((problem) => ({ ...problem, text: `${tool}: ${problem.text}` })));
      notes.push(`${tool}: ${found.length}`);
    } catch (error) {
      failed.push(`${tool}: ${(error as Error).message}`);
    }
  }
  const known = failed.length === 0 && tools.length > 0;
  const said = known
    ? `${problems.length === 0 ? 'nothing' : problems.length} found`
    : `${failed.length > 0 ? `not available: ${failed.join('; ')}` : 'not asked for: no tool is set'}`;
  return {
    name,
    title: TITLES[name],
    grade: known ? gradeOf(problems.length, PART_SCALES[name]) : null,
    said,
    figures: known ? { problems: problems.length } : {},
    problems,
    notes,
    seconds: 0,
    ...(tools.length === 0 && { unset: true }),
  };
}
