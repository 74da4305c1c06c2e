/** What may be uploaded for which purpose: an allow-list of true types, with a limit of size. */
import { Invalid, TooLarge, problem } from '../errors.ts';
import { detectContentType, HEAD_BYTES, mediaTypeOf } from './content-type.ts';
import { attachment, freshKey, readAll, type Storage, type StoredMeta } from './storage.ts';

const MIB = 1024 * 1024;
const OOXML = 'application/vnd.openxmlformats-officedocument';
const ODF = 'application/vnd.oasis.opendocument';

type Purpose = { maxBytes: number; types: Record<string, string> };

/** Limits in bytes; types with the names that people know them by. */
export const UPLOAD_PURPOSES = {
  picture: {
    maxBytes: 20 * MIB,
    types: {
      'image/png': 'PNG',
      'image/jpeg': 'JPEG',
      'image/webp': 'WebP',
      'image/avif': 'AVIF',
      'image/gif': 'GIF',
      'image/heic': 'HEIC',
    },
  },
  slides: {
    maxBytes: 200 * MIB,
    types: {
      'application/pdf': 'PDF',
      [`${OOXML}.presentationml.presentation`]: 'PowerPoint (.pptx)',
      [`${ODF}.presentation`]: 'OpenDocument (.odp)',
    },
  },
  video: {
    maxBytes: 4096 * MIB,
    types: {
      'video/mp4': 'MP4',
      'video/x-m4v': 'M4V',
      'video/webm': 'WebM',
      'video/ogg': 'Ogg',
      'video/quicktime': 'QuickTime',
    },
  },
  audio: {
    maxBytes: 500 * MIB,
    types: {
      'audio/mpeg': 'MP3',
      'audio/mp4': 'M4A',
      'audio/ogg': 'Ogg',
      'audio/flac': 'FLAC',
      'audio/wav': 'WAV',
      'audio/webm': 'WebM',
    },
  },
  document: {
    maxBytes: 50 * MIB,
    types: {
      'application/pdf': 'PDF',
      'text/plain': 'TXT',
      'text/csv': 'CSV',
      'text/calendar': 'iCalendar',
      'application/zip': 'ZIP',
      [`${OOXML}.wordprocessingml.document`]: 'Word (.docx)',
      [`${OOXML}.spreadsheetml.sheet`]: 'Excel (.xlsx)',
      [`${ODF}.text`]: 'OpenDocument (.odt)',
      [`${ODF}.spreadsheet`]: 'OpenDocument (.ods)',
    },
  },
  /** What people send in answer to a form. */
  answer: {
    maxBytes: 10 * MIB,
    types: {
      'application/pdf': 'PDF',
      'image/png': 'PNG',
      'image/jpeg': 'JPEG',
      'image/webp': 'WebP',
      'image/heic': 'HEIC',
      'text/plain': 'TXT',
      [`${OOXML}.wordprocessingml.document`]: 'Word (.docx)',
      [`${OOXML}.spreadsheetml.sheet`]: 'Excel (.xlsx)',
      [`${OOXML}.presentationml.presentation`]: 'PowerPoint (.pptx)',
      [`${ODF}.text`]: 'OpenDocument (.odt)',
      [`${ODF}.spreadsheet`]: 'OpenDocument (.ods)',
      [`${ODF}.presentation`]: 'OpenDocument (.odp)',
    },
  },
} satisfies Record<string, Purpose>;

export type UploadPurpose = keyof typeof UPLOAD_PURPOSES;

/** A file, or its beginning (at best HEAD_BYTES of it) with its whole size in bytes. */
export type UploadedFile = Uint8Array | { head: Uint8Array; size: number };
export type AdoptTerms = { purpose: UploadPurpose; folder: string; fileName: string; cacheControl?: string };
export type AdoptedUpload = { key: string; meta: StoredMeta };

/**
 * The true type of an upload that may be kept, charset included.
 * @throws TooLarge above the limit of its purpose; Invalid (codes `empty`, `type`) naming what it is and what is taken
 */
export async function checkUpload(
  purpose: UploadPurpose,
  file: UploadedFile,
): Promise<{ contentType: string; bytes: number }> {
  const { head, size } = file instanceof Uint8Array ? { head: file, size: file.byteLength } : file;
  checkUploadSize(purpose, size);
  const contentType = await detectContentType(head);
  const { types }: Purpose = UPLOAD_PURPOSES[purpose];
  if (mediaTypeOf(contentType) in types) return { contentType, bytes: size };
  const values = { type: mediaTypeOf(contentType), types: Object.values(types).join(', ') };
  throw new Invalid('type.file', [problem('file', 'type.file', values)], values);
}

/** The part of it that needs no bytes, for whoever announces an upload. @throws TooLarge, Invalid (code `empty`) */
export function checkUploadSize(purpose: UploadPurpose, bytes: number): void {
  const { maxBytes } = UPLOAD_PURPOSES[purpose];
  if (bytes > maxBytes)
    throw new TooLarge('too_large.upload', { size: inMegabytes(bytes), most: inMegabytes(maxBytes) });
  if (bytes === 0) throw new Invalid('empty.file', [problem('file', 'field.file')]);
}

/**
 * Takes over what somebody uploaded by a signed link: looks at its bytes, gives it a fresh key in `folder`, its true
 * type and its name, and removes the upload. Throws as checkUpload does, and then the upload is gone too.
 * @throws Invalid (code `empty`) where nothing was uploaded
 */
export async function adoptUpload(storage: Storage, key: string, as: AdoptTerms): Promise<AdoptedUpload> {
  const { purpose, folder, fileName, ...options } = as;
  const contentType = await checkStored(storage, key, purpose);
  const found = await storage.get(key);
  if (!found) throw new Invalid('empty.upload');
  const fresh = freshKey(folder, fileName);
  try {
    const meta = await storage.put(fresh, found.body, { ...options, contentType, disposition: attachment(fileName) });
    await storage.delete(key);
    return { key: fresh, meta };
  } finally {
    found.body.destroy();
  }
}

async function checkStored(storage: Storage, key: string, purpose: UploadPurpose): Promise<string> {
  const size = (await storage.head(key))?.bytes ?? 0;
  try {
    checkUploadSize(purpose, size);
    return (await checkUpload(purpose, { head: await readHead(storage, key), size })).contentType;
  } catch (error) {
    if (error instanceof Invalid || error instanceof TooLarge) await storage.delete(key);
    throw error;
  }
}

async function readHead(storage: Storage, key: string): Promise<Buffer> {
  const found = await storage.get(key, { first: 0, last: HEAD_BYTES - 1 });
  return found ? readAll(found.body, HEAD_BYTES) : Buffer.alloc(0);
}

function inMegabytes(bytes: number): string {
  return String(Math.ceil((bytes / MIB) * 10) / 10);
}
