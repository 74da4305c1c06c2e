declare module 'pandoc-wasm' {
  type Warning = { type: string; verbosity: string; contents?: string; pretty: string; line?: number };
  export function convert(options: Record<string, unknown>, stdin: string, files: Record<string, string | Blob>): Promise<{ stdout: string; stderr: string; warnings: Warning[] }>;
}
