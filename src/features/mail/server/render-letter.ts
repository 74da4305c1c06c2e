/**
 * A letter as text and as HTML.
 *
 * Mail programs know little of the web: the HTML is tables with inline styles, 600 px at most, in the reader's own
 * fonts, without pictures or scripts. Those that follow a dark room take the colours of the style sheet in the head;
 * the others keep the light ones, which read in either.
 */
import { type Theme, theme, DEFAULT_BRAND } from '#platform/color.ts';
import { direction, type Locale, type Translate, translator } from '#platform/i18n/translate.ts';
import { escapeHtml } from '#platform/markup.ts';
import { webAddress } from '#platform/web-address.ts';
import type { Letter } from '../letter.ts';
import { renderPlainText } from './render-plain-text.ts';

/** The parts of a mail that a letter becomes; spread them into postMail. */
export type RenderedLetter = { subject: string; text: string; html: string; locale: Locale; senderName?: string };

/** @throws TypeError where the action leads to no web address */
export function renderLetter(letter: Letter): RenderedLetter {
  const clean = withoutDirectionMarks(letter);
  const { subject, locale = 'en', action, brand } = clean;
  if (action && (!action.href || webAddress(action.href) !== action.href))
    throw new TypeError(`"${action.href}" is not an address that a mail can lead to`);
  return {
    subject,
    text: renderPlainText(clean),
    html: renderHtml(clean, locale),
    locale,
    ...(brand ? { senderName: brand } : {}),
  };
}

/** Marks that turn the direction of what follows: from a name, they would reach into Foyer's own words. */
const DIRECTION_MARKS = /[\u202a-\u202e\u2066-\u2069]/g;

function withoutDirectionMarks(letter: Letter): Letter {
  return JSON.parse(
    JSON.stringify(letter, (_key, value: unknown) =>
      typeof value === 'string' ? value.replace(DIRECTION_MARKS, '') : value,
    ),
  ) as Letter;
}

const FONTS = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif";
/**
 * Mail programs show the first words of a mail beside its subject; these keep what follows them from being among those
 * words.
 */
const FILLER = '&#847;&zwnj;&nbsp;'.repeat(60);

type Look = { paint: Theme; t: Translate; start: 'left' | 'right' };

function renderHtml(letter: Letter, locale: Locale): string {
  const { subject, heading, lead, reason, brand, colors = DEFAULT_BRAND } = letter;
  const dir = direction(locale);
  const paint = theme(colors, 'light');
  const look: Look = { paint, t: translator(locale), start: dir === 'rtl' ? 'right' : 'left' };
  return `<!doctype html>
<html lang="${locale}" dir="${dir}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
<title>${escapeHtml(subject)}</title>
<style>${darkRules(theme(colors, 'dark'))}${tileRules()}</style>
</head>
<body class="room" style="margin:0;padding:0;background-color:${paint.paper};-webkit-text-size-adjust:100%">
<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${escapeHtml(firstWords(letter))}${FILLER}</div>
<table role="presentation" class="room" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="${paint.paper}" style="background-color:${paint.paper}"><tr><td align="center" style="padding:24px 12px 40px">
<!--[if mso]><table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table role="presentation" class="sheet" dir="${dir}" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="${paint.card}" style="max-width:600px;background-color:${paint.card};border:1px solid ${paint.line};border-radius:10px;overflow:hidden">
<tr><td style="padding:0">${poster(paint, brand ?? look.t('letter.app'))}</td></tr>
<tr><td class="ink body" align="${look.start}" style="padding:28px 32px 32px;font-family:${FONTS};font-size:16px;line-height:1.55;color:${paint.ink};text-align:${look.start};word-break:break-word;overflow-wrap:anywhere">
${content(letter, look)}
</td></tr>
</table>
<table role="presentation" dir="${dir}" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px"><tr><td class="soft body" align="${look.start}" style="padding:20px 32px 0;font-family:${FONTS};font-size:13px;line-height:1.5;color:${paint.soft};text-align:${look.start};word-break:break-word;overflow-wrap:anywhere">${escapeHtml(reason)}</td></tr></table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr></table>
</body>
</html>
`;
}

function content(letter: Letter, look: Look): string {
  const { heading, lead, body, action, facts = [], after = [], brand } = letter;
  const { paint, t } = look;
  const paragraph = (text: string): string => `<p style="margin:0 0 14px">${escapeHtml(text)}</p>`;
  return [
    `<p class="soft" style="margin:0 0 10px;font-size:14px;line-height:1.4;color:${paint.soft}">${escapeHtml(brand ?? t('letter.app'))}</p>`,
    `<h1 class="ink" style="margin:0 0 18px;font-size:26px;line-height:1.2;font-weight:700;letter-spacing:${look.start === 'left' ? '-0.01em' : '0'};color:${paint.ink}">${escapeHtml(heading)}</h1>`,
    ...lead.map(paragraph),
    ...(body ? [dressBody(body.html, look)] : []),
    ...(facts.length > 0 ? [factsTable(facts, look)] : []),
    ...(action ? [button(action, look)] : []),
    ...after.map(paragraph),
    ...(action ? [elsewhere(action.href, look)] : []),
  ].join('\n');
}

/** What mail programs show beside the subject: the first paragraph after the greeting. */
function firstWords({ lead, body, heading }: Letter): string {
  const paragraphs = body?.text.split('\n\n') ?? [];
  return lead[0] ?? paragraphs[1] ?? paragraphs[0] ?? heading;
}

/** The styles that a style sheet would give to the tags of a rendered text. */
function dressBody(html: string, { paint, start }: Look): string {
  const styles: [RegExp, string][] = [
    [/<p>/g, '<p style="margin:0 0 14px">'],
    [/<(ul|ol)>/g, `<$1 style="margin:0 0 14px;padding-${start}:22px">`],
    [/<a /g, `<a class="deep" style="color:${paint['accent-deep']}" `],
    [
      /<blockquote>/g,
      `<blockquote style="margin:0 0 14px;padding-${start}:14px;border-${start}:2px solid ${paint.line}">`,
    ],
  ];
  return styles.reduce((text, [tag, styled]) => text.replace(tag, styled), html);
}

function factsTable(facts: { label: string; text: string }[], { paint, start }: Look): string {
  const end = start === 'left' ? 'right' : 'left';
  const rows = facts.map(
    ({ label, text }) =>
      `<tr><td class="soft rule" valign="top" align="${start}" style="padding:9px 0;padding-${end}:18px;word-break:normal;overflow-wrap:normal;border-top:1px solid ${paint.line};font-size:14px;line-height:1.5;color:${paint.soft};text-align:${start}">${escapeHtml(label)}</td><td class="ink rule" valign="top" align="${start}" style="padding:9px 0;border-top:1px solid ${paint.line};font-size:16px;line-height:1.45;font-weight:600;color:${paint.ink};text-align:${start}">${escapeHtml(text).replaceAll('\n', '<br>')}</td></tr>`,
  );
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:6px 0 20px">${rows.join('')}</table>`;
}

/** A link with padding, on a cell of the same colour for the programs that pad no links. */
function button({ label, href }: { label: string; href: string }, { paint }: Look): string {
  return `<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:10px 0 22px"><tr><td class="accent" align="center" bgcolor="${paint.accent}" style="border-radius:999px;background-color:${paint.accent};mso-padding-alt:13px 28px"><a class="accent" href="${escapeHtml(href)}" style="display:inline-block;padding:13px 28px;border-radius:999px;background-color:${paint.accent};font-size:16px;line-height:1.25;font-weight:600;color:${paint['on-accent']};text-decoration:none">${escapeHtml(label)}</a></td></tr></table>`;
}

function elsewhere(href: string, { paint, t }: Look): string {
  return `<p class="soft" style="margin:22px 0 0;font-size:13px;line-height:1.5;color:${paint.soft}">${escapeHtml(t('letter.elsewhere'))}<br><a class="deep" dir="ltr" href="${escapeHtml(href)}" style="color:${paint['accent-deep']};word-break:break-all">${escapeHtml(href)}</a></p>`;
}

/** Shapes on the poster: a square of colour, or one rounded to a disc or a quarter of one. */
const SHAPES = [
  '0',
  '999px',
  '999px 0 0 0',
  '0 999px 0 0',
  '0 0 999px 0',
  '0 0 0 999px',
  '999px 999px 0 0',
  '0 0 999px 999px',
];
const TILES = 10;
/** Wide and high, in px. */
const TILE = 60;
/** What of a screen's width the sheet does not have: its margins and lines. */
const SHEET_MARGIN = 26;

/** A narrow screen shows fewer tiles, so that none is squeezed; the first three always. */
function tileRules(): string {
  const later = Array.from({ length: TILES - 3 }, (_, i) => i + 4);
  return later
    .map((tile) => `@media (max-width:${tile * TILE + SHEET_MARGIN - 1}px){.tile${tile}{display:none!important}}`)
    .join('');
}

/** A band of ten tiles in the event's five colours; the same name gives the same band. */
function poster(paint: Theme, seed: string): string {
  const {
    'art-ground': ground,
    'art-deep': deep,
    'art-second': second,
    'art-third': third,
    'art-cream': cream,
  } = paint;
  const random = numbersOf(seed);
  const inks = [deep, second, third, cream, ground];
  const tiles = Array.from({ length: TILES }, (_, i) => {
    const back = i % 3 === 1 ? deep : ground;
    const ink = inks.filter((color) => color !== back)[random(inks.length - 1)] as string;
    const shape = SHAPES[random(SHAPES.length)] as string;
    const attributes = `class="tile${i + 1}" width="10%" align="center" bgcolor="${back}"`;
    const shapeStyle = `height:${TILE}px;background-color:${ink};border-radius:${shape};line-height:0;font-size:0`;
    const drawn = `<tr><td height="${TILE}" bgcolor="${ink}" style="${shapeStyle}">&nbsp;</td></tr>`;
    const frame = `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:${TILE}px;margin:0 auto">${drawn}</table>`;
    return `<td ${attributes} style="width:10%;padding:0;background-color:${back};line-height:0;font-size:0">${frame}</td>`;
  });
  return `<table role="presentation" aria-hidden="true" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="${ground}" style="table-layout:fixed;background-color:${ground}"><tr>${tiles.join('')}</tr></table>`;
}

/** Numbers below what is asked, the same for the same seed. */
function numbersOf(seed: string): (below: number) => number {
  let state = 2_166_136_261;
  for (const letter of seed) state = Math.imul(state ^ (letter.codePointAt(0) ?? 0), 16_777_619);
  return (below) => {
    state = Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x6d2b79f5;
    return (state >>> 8) % below;
  };
}

/**
 * For Apple's and most phones' programs, which follow the system; `data-ogsc` and `data-ogsb` are how Outlook says that
 * it is dark.
 */
function darkRules(paint: Theme): string {
  const rules = (under: string): string =>
    [
      `${under}.room{background-color:${paint.paper}!important}`,
      `${under}.sheet{background-color:${paint.card}!important;border-color:${paint.line}!important}`,
      `${under}.ink{color:${paint.ink}!important}`,
      `${under}.soft{color:${paint.soft}!important}`,
      `${under}.rule{border-color:${paint.line}!important}`,
      `${under}.accent{background-color:${paint.accent}!important;color:${paint['on-accent']}!important}`,
      `${under}.deep{color:${paint['accent-deep']}!important}`,
    ].join('');
  return `:root{color-scheme:light dark}@media (max-width:480px){.body{padding-left:20px!important;padding-right:20px!important}}@media (prefers-color-scheme:dark){${rules('')}}${rules('[data-ogsc] ')}`;
}
