import type { CarriedFile, Reading } from '#features/exchange/conference.ts';
import { Invalid } from '#platform/errors.ts';
import { cutText } from '#platform/fit-text.ts';
import { isTimeZone } from '#platform/time.ts';
import { collectRemarks } from './formats/collect-remarks.ts';
import { decodeText } from './formats/decode-text.ts';
import { unfoldLines } from './formats/fold-line.ts';
import { openZip } from './formats/open-zip.ts';
import { asObject, parseJson } from './formats/parse-json.ts';
import { child, parseXml, type XmlElement } from './formats/parse-xml.ts';
import type { ReadContext } from './formats/read-context.ts';
import { readICalendar } from './formats/read-icalendar.ts';
import { DEFAULT_LIMITS, type ReadLimits } from './formats/read-limits.ts';
import { readOpenEvent } from './formats/read-open-event.ts';
import { readScheduleJson } from './formats/read-schedule-json.ts';
import { readScheduleXml } from './formats/read-schedule-xml.ts';
import { readRfc6321, XCAL_NAMESPACE } from './formats/read-xcal-rfc6321.ts';
import { readXCal } from './formats/read-xcal.ts';
import { refusal } from './formats/refuse-file.ts';

export type ReadOptions = {
  /** Names an event that the file itself does not name; never used to tell the format. */
  fileName?: string;
  /** IANA zone for a file that names none. */
  timeZone?: string;
  limits?: Partial<ReadLimits>;
};

/**
 * Reads a conference from a file in any of the exchange formats, which it tells by the bytes. Of an archive it reads
 * what describes the conference; the files that come along are read where they are needed, so the archive has to stay.
 *
 * What could be mended was mended and what could not be used was left out; the reading says which. Throws `Invalid`,
 * and nothing else, for a file that cannot be used at all: its `code` is stable, its message says where and what to do.
 */
export async function readConference(file: Uint8Array | Blob, options: ReadOptions = {}): Promise<Reading> {
  const context = contextOf(options);
  try {
    const reading = await readFile(file instanceof Blob ? file : new Blob([file as Uint8Array<ArrayBuffer>]), context);
    const zoneIsOpen = reading.guessed?.timeZone && !options.timeZone;
    return zoneIsOpen
      ? { ...reading, readAgain: (timeZone) => readConference(file, { ...options, timeZone }) }
      : reading;
  } catch (cause) {
    if (cause instanceof Invalid) throw cause;
    throw refusal('unreadable.file', { cause });
  }
}

/** Reads an Open Event archive that is unpacked already, by the names of its files. @throws as readConference */
export function readUnpacked(files: Map<string, CarriedFile>, options: ReadOptions = {}): Promise<Reading> {
  return readOpenEvent(files, contextOf(options));
}

function contextOf({ fileName = '', timeZone = '', limits }: ReadOptions): ReadContext {
  return {
    fileName,
    timeZone: isTimeZone(timeZone) ? timeZone : '',
    limits: { ...DEFAULT_LIMITS, ...limits },
    remarks: collectRemarks(),
    guessed: {},
  };
}

async function readFile(file: Blob, context: ReadContext): Promise<Reading> {
  const zip = isZip(await bytesOf(file.slice(0, 4)));
  refuseLarge(file, zip ? context.limits.bytes : Math.min(context.limits.bytes, context.limits.textBytes));
  if (zip) return readOpenEvent(await openZip(file, context.limits), context);
  const bytes = await bytesOf(file);
  if (isCalendar(bytes)) return readICalendar(decodeText(unfoldLines(bytes), context.remarks), context);
  const text = decodeText(bytes, context.remarks);
  const start = text.slice(0, 1_000).trimStart();
  if (start.startsWith('<')) return readXml(text.trimStart(), context);
  if (start.startsWith('{')) return readJson(text, context);
  if (CALENDAR.test(start)) return readICalendar(text, context);
  throw refusal(bytes.byteLength === 0 ? 'unknown_format.empty' : 'unknown_format.other');
}

async function bytesOf(file: Blob): Promise<Uint8Array> {
  return new Uint8Array(await file.arrayBuffer());
}

function refuseLarge(file: Blob, most: number): void {
  if (file.size <= most) return;
  const size = `${Math.floor(most / (1024 * 1024))} MiB`;
  throw refusal('too_large.file', {}, { size });
}

function isZip(bytes: Uint8Array): boolean {
  const [a, b, c, d] = bytes;
  return a === 0x50 && b === 0x4b && ((c === 3 && d === 4) || (c === 5 && d === 6) || (c === 7 && d === 8));
}

const CALENDAR = /^\s*BEGIN\s*:\s*VCALENDAR/i;

function isCalendar(bytes: Uint8Array): boolean {
  return CALENDAR.test(new TextDecoder('latin1').decode(bytes.subarray(0, 200)).replace(/^\u00ef\u00bb\u00bf/, ''));
}

function readXml(text: string, context: ReadContext): Reading {
  const root = parseXml(text, context.limits, context.remarks);
  if (root.name === 'schedule') return readScheduleXml(root, context);
  if (root.name.toLowerCase() === 'icalendar')
    return isRfc6321(root) ? readRfc6321(root, context) : readXCal(root, context);
  if (root.name.toLowerCase() === 'html') throw refusal('unknown_format.page');
  throw refusal('unknown_format.xml', {}, { element: cutText(root.name, 40) });
}

/** By its namespace; one that forgot it is known by the `properties` that only RFC 6321 has. */
function isRfc6321(root: XmlElement): boolean {
  const attributes = Object.entries(root.attributes);
  const named = attributes.some(([name, value]) => /^xmlns(:|$)/.test(name) && value === XCAL_NAMESPACE);
  return named || child(child(root, 'vcalendar'), 'properties') !== undefined;
}

function readJson(text: string, context: ReadContext): Reading {
  const file = asObject(parseJson(text, 'file', context.limits));
  if (file && asObject(file.schedule)) return readScheduleJson(file, context);
  throw refusal('unknown_format.json');
}
