/** Pandoc in a thread of its own: what it trips over ends the thread and not the build. */
import { parentPort } from 'node:worker_threads';
import { convert } from 'pandoc-wasm';

const OPTIONS = { from: 'rst', to: 'html5', wrap: 'none', 'html-math-method': { method: 'mathml' }, 'email-obfuscation': 'none', 'syntax-highlighting': 'none' };

parentPort?.on('message', async (text: string) => {
  try {
    const { stdout, stderr } = await convert(OPTIONS, text, {});
    parentPort?.postMessage(stderr.startsWith('ERROR') ? { error: stderr } : { html: stdout });
  } catch (error) {
    parentPort?.postMessage({ error: String(error) });
  }
});
