/** What can be done to many records at once. */
import { SESSION_STATES } from '#features/sessions/session.ts';
import { type Choices, choicesOf, type Noun, STATE_NAMES } from './nouns.ts';

export type Act = { value: string; label: string };
export type ActGroup = { label: string; acts: Act[] };

/** What a list offers; deleting only where it is allowed. Each is named `field:value`. */
export function listActs(noun: Noun, choices: Choices, can: { remove: boolean }): ActGroup[] {
  const groups: ActGroup[] = [];
  if (noun === 'sessions') {
    groups.push({
      label: 'State',
      acts: SESSION_STATES.map((state) => ({ value: `state:${state}`, label: STATE_NAMES[state] })),
    });
    for (const [kind, label] of [
      ['track', 'Track'],
      ['room', 'Room'],
      ['type', 'Type'],
    ] as const) {
      const chosen = (choicesOf({ kind }, choices) ?? []).map((choice) => ({
        value: `${kind}:${choice.value}`,
        label: choice.label,
      }));
      if (chosen.length > 0) groups.push({ label, acts: [...chosen, { value: `${kind}:`, label: `No ${kind}` }] });
    }
  }
  if (noun === 'speakers')
    groups.push({
      label: 'Front page',
      acts: [
        { value: 'featured:on', label: 'Feature' },
        { value: 'featured:', label: 'Do not feature' },
      ],
    });
  if (can.remove) groups.push({ label: 'Delete', acts: [{ value: 'delete', label: 'Delete' }] });
  return groups;
}

/** The entries that an act writes; null for deleting, undefined for what is no act of the list. */
export function readAct(act: string, groups: readonly ActGroup[]): Record<string, string> | null | undefined {
  if (!groups.some(({ acts }) => acts.some(({ value }) => value === act))) return undefined;
  if (act === 'delete') return null;
  const at = act.indexOf(':');
  return { [act.slice(0, at)]: act.slice(at + 1) };
}
