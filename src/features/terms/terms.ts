/** What buyers accept before their order stands. */

/** In characters. */
export const TERMS_LIMITS = { text: 50_000 } as const;

/** The terms of an event as they are now. `version` names exactly this text, as does `sha256` (in hex). */
export type Terms = { version: number; text: string; sha256: string };
