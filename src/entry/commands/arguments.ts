/** A parsed command line. */
export type Arguments = { values: Record<string, string | boolean | undefined>; positionals: string[] };
