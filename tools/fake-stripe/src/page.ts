/** The stand-in's own pages: plain, without scripts, and never to be taken for the real ones. */

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] as string);
}

const STYLE = `:root{color-scheme:light dark;--ink:light-dark(#1d1b20,#eceaf0);--soft:light-dark(#625d69,#aaa4b3);--paper:light-dark(#fbfaf8,#17161a);--line:light-dark(#d9d5dd,#3b3841);--act:light-dark(#4636a8,#b9adff);--on-act:light-dark(#fff,#1a1240)}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:1.0625rem/1.55 system-ui,sans-serif}
.note{margin:0;padding:.6rem 1.25rem;background:light-dark(#fff3cf,#40350f);border-bottom:1px solid var(--line);text-align:center;text-wrap:balance}
main{max-width:30rem;margin:0 auto;padding:2.5rem 1.25rem}h1{font-size:1.75rem;line-height:1.2;letter-spacing:-.015em;margin:0 0 1rem;text-wrap:balance}
p{margin:0 0 1rem}.soft{color:var(--soft)}.sum{font-size:2.25rem;line-height:1.1;font-variant-numeric:tabular-nums;margin:0 0 1.5rem}
dl{margin:0 0 1.5rem;border-top:1px solid var(--line)}dl div{display:flex;gap:1rem;justify-content:space-between;padding:.6rem 0;border-bottom:1px solid var(--line)}dd{margin:0;white-space:nowrap;font-variant-numeric:tabular-nums}
label{display:block}input:not([type=hidden]){width:100%;min-height:2.75rem;margin-top:.25rem;padding:.4rem .75rem;font:inherit;color:inherit;background:transparent;border:1px solid var(--soft);border-radius:.375rem}
button{display:block;width:100%;min-height:2.75rem;margin:0 0 .75rem;padding:.5rem 1rem;font:inherit;font-weight:600;color:var(--on-act);background:var(--act);border:1px solid var(--act);border-radius:.375rem;cursor:pointer}
button.second{color:var(--ink);background:transparent;border-color:var(--soft);font-weight:400}:focus-visible{outline:3px solid var(--act);outline-offset:2px}.fault{border-left:3px solid light-dark(#a3192b,#ff9aa5);padding-left:.75rem}`;

/** `body` is markup; `title` is text. */
export function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeMarkup(title)} · test money</title><link rel="icon" href="data:,"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><style>${STYLE}</style></head>
<body><header class="note"><strong>Test money:</strong> nothing is charged. This is a stand-in for Stripe.</header><main><h1>${escapeMarkup(title)}</h1>
${body}</main></body></html>`;
}
