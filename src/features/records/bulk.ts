/** What can be done to many records at once. */
import { SESSION_STATES } from '#features/sessions/session.ts';
import type { Translate } from '#platform/i18n/text.ts';
import { type Choices, choicesOf, type Noun } from './nouns.ts';

export type Act = { value: string; label: string };
export type ActGroup = { label: string; acts: Act[] };

/** What a list offers; deleting only where it is allowed. Each is named `field:value`. */
export function listActs(noun: Noun, choices: Choices, can: { remove: boolean }, t: Translate): ActGroup[] {
  const groups: ActGroup[] = [];
  if (noun === 'sessions') {
    groups.push({
      label: t('records.column.state'),
      acts: SESSION_STATES.map((state) => ({ value: `state:${state}`, label: t(`records.state.${state}`) })),
    });
    for (const kind of ['track', 'room', 'type'] as const) {
      const chosen = (choicesOf({ kind }, choices, t) ?? []).map((choice) => ({
        value: `${kind}:${choice.value}`,
        label: choice.label,
      }));
      const none = { value: `${kind}:`, label: t(`records.list.none.${kind}`) };
      if (chosen.length > 0) groups.push({ label: t(`fields.session.${kind}`), acts: [...chosen, none] });
    }
  }
  if (noun === 'speakers')
    groups.push({
      label: t('records.list.frontPage'),
      acts: [
        { value: 'featured:on', label: t('records.list.feature') },
        { value: 'featured:', label: t('records.list.unfeature') },
      ],
    });
  const label = t('records.list.delete');
  if (can.remove) groups.push({ label, acts: [{ value: 'delete', label }] });
  return groups;
}

/** The entries that an act writes; null for deleting, undefined for what is no act of the list. */
export function readAct(act: string, groups: readonly ActGroup[]): Record<string, string> | null | undefined {
  if (!groups.some(({ acts }) => acts.some(({ value }) => value === act))) return undefined;
  if (act === 'delete') return null;
  const at = act.indexOf(':');
  return { [act.slice(0, at)]: act.slice(at + 1) };
}
