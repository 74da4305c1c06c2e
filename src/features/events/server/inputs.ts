/** What may be said of an event, and how much of it. */

export const EVENT_LIMITS = { name: 300 } as const;
export const CANCELLATION_LIMITS = { note: 2000 } as const;
