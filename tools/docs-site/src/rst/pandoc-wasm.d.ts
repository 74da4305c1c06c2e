declare module 'pandoc-wasm' {
  export function convert(
    options: Record<string, unknown>,
    stdin: string,
    files: Record<string, string | Blob>,
  ): Promise<{ stdout: string; stderr: string; warnings: { type: string; contents: string; pretty: string }[] }>;
}
