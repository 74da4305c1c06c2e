/** Pandoc in a thread of its own: what it trips over ends the thread and not the build. */
import { parentPort } from 'node:worker_threads';
import { convert } from 'pandoc-wasm';

const OPTIONS = {
  from: 'rst',
  to: 'html5',
  wrap: 'none',
  'html-math-method': { method: 'katex' },
  'email-obfuscation': 'none',
  'syntax-highlighting': 'none',
};

parentPort?.on('message', async (text: string) => {
  try {
    const { stdout, stderr, warnings } = await convert(OPTIONS, text, {});
    const skipped = warnings.filter(({ type }) => type === 'SkippedContent').map(({ contents }) => contents);
    parentPort?.postMessage(stderr.startsWith('ERROR') ? { error: stderr } : { html: stdout, skipped });
  } catch (error) {
    parentPort?.postMessage({ error: String(error) });
  }
});
