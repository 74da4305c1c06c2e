/** How JSON comes in over REST. */
import { Invalid, problem } from '../errors.ts';
import { findUnfit } from '../fit-text.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Whether a media type is JSON's, with or without parameters. */
export function isJson(type: string): boolean {
  return /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(type.trim());
}

/**
 * A body as JSON whose texts can all be stored and read back.
 * @throws Invalid for what is not UTF-8 or no JSON, and naming the text that has control characters or half a character
 */
export function readJson(body: Uint8Array): unknown {
  const json = parse(decode(body));
  const where = findUnfit(json);
  if (where === undefined) return json;
  throw new Invalid('bad_request.characters', [problem(where, 'field.characters')]);
}

function decode(body: Uint8Array): string {
  try {
    return decoder.decode(body);
  } catch (cause) {
    throw new Invalid('bad_request.utf8', [], {}, { cause });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Invalid('bad_request.json', [], {}, { cause });
  }
}
