/** A request as a command that people can copy. */

export type Command = {
  method: string;
  address: string;
  headers: string[];
  body?: { type: string; example: unknown } | undefined;
};

/**
 * One request with curl, a line for each of its parts. A header that names a variable of the shell (`$FOYER_KEY`) is
 * left to the shell.
 */
export function writeCommand({ method, address, headers, body }: Command): string {
  const isUsual = method === (body ? 'POST' : 'GET');
  const lines = [
    `curl${isUsual ? '' : ` --request ${method}`} ${quote(address)}`,
    ...headers.map((header) => `--header ${header.includes('$') ? `"${header}"` : quote(header)}`),
    ...(body
      ? [`--header ${quote(`Content-Type: ${body.type}`)}`, `--data ${quote(JSON.stringify(body.example ?? {}))}`]
      : []),
  ];
  return lines.join(' \\\n  ');
}

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
