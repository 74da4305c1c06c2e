/** What the providers say on the pages on which an event's payment methods are chosen. */
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import type { AccountPanel, PanelQuestion } from '../provider.ts';
import { everyProvider } from './providers.ts';
import { getPaymentSettings } from './queries.ts';

export type MethodPanel = AccountPanel & { method: string; isOn: boolean };

/** One for each provider, also where the installation has not set it up: it says then what is missing. */
export async function loadPanels(
  ctx: Ctx,
  scope: EventScope,
  question: Omit<PanelQuestion, 'organizerId' | 'isOn'>,
): Promise<MethodPanel[]> {
  const { methods } = await getPaymentSettings(ctx, scope);
  const panels: MethodPanel[] = [];
  for (const { id, online } of everyProvider()) {
    const isOn = methods.some(({ method, enabled }) => method === id && enabled);
    const panel = await online?.describeAccount?.(ctx, { ...question, organizerId: scope.organizerId, isOn });
    if (panel) panels.push({ ...panel, method: id, isOn });
  }
  return panels;
}
