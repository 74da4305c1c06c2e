/** The list of pages that Sphinx calls a toctree: entries, globs, captions. Which pages they mean is decided later. */
import type { Toctree, ToctreeEntry } from '../page.ts';
import type { Directive } from './directive.ts';
import { isBlank, type Line } from './line.ts';

export function readToctree({ file, line, options, argument, body }: Directive): Toctree {
  return {
    file,
    line,
    caption: options.get('caption') || null,
    hidden: options.has('hidden'),
    glob: options.has('glob'),
    reversed: options.has('reversed'),
    depth: Number(options.get('maxdepth')) || 99,
    entries: [...argument, ...body].filter((entry) => !isBlank(entry)).map(readEntry),
  };
}

/** `guide/x`, or `A title <guide/x>`. */
function readEntry({ text, file, line }: Line): ToctreeEntry {
  const titled = /^(.+?)\s*<(.+)>$/.exec(text.trim());
  return { file, line, target: titled?.[2] ?? text.trim(), title: titled?.[1] ?? null };
}
