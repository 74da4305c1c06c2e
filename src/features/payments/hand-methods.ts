/** The methods that need no service, in the order in which people see them: the one list of them. */
import type { HandMethodFacts } from './method.ts';
import { bankTransfer } from './methods/bank-transfer.ts';
import { cheque } from './methods/cheque.ts';
import { invoice } from './methods/invoice.ts';
import { onSite } from './methods/on-site.ts';

const METHODS = [bankTransfer, invoice, onSite, cheque] as const;
export type HandMethod = (typeof METHODS)[number]['id'];
export const HAND_METHODS: readonly (HandMethodFacts & { id: HandMethod })[] = METHODS;

/** Undefined for a method of a service, and for one that this version does not have. */
export function findHandMethod(method: string): (HandMethodFacts & { id: HandMethod }) | undefined {
  return HAND_METHODS.find(({ id }) => id === method);
}

export function isByHand(method: string): method is HandMethod {
  return findHandMethod(method) !== undefined;
}

/** The ids of the methods of which that holds, for queries. */
export function handMethodsThat(holds: (method: HandMethodFacts) => boolean): HandMethod[] {
  return HAND_METHODS.filter(holds).map(({ id }) => id);
}

/** Whether tickets are valid while an order of that method waits for its money. */
export function ticketsWorkBeforePayment(method: string): boolean {
  return findHandMethod(method)?.ticketsWorkBeforePayment ?? false;
}

export function isPaidAtEvent(method: string): boolean {
  return findHandMethod(method)?.when === 'at-event';
}

/** Whether an order of that method is billed before it is paid. */
export function isBilledFirst(method: string): boolean {
  return findHandMethod(method)?.isBilledFirst ?? false;
}

/** How money for an order of that method is recorded, unless the team says otherwise. */
export function recordedAs(method: string): string {
  return (findHandMethod(method) ?? METHODS[0]).recordedAs;
}
