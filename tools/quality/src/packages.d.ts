/** Packages that bring no types along: as much of them as is used here. */
declare module 'picomatch' {
  const picomatch: {
    isMatch(text: string, pattern: string, options?: { dot?: boolean; nonegate?: boolean }): boolean;
  };
  export default picomatch;
}
declare module 'eslint-plugin-security' {
  const plugin: { rules: Record<string, unknown> };
  export default plugin;
}
