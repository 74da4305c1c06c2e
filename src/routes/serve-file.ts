/** Handing out stored files. Their addresses name their content, so readers may keep them for ever. */
import { Readable } from 'node:stream';
import { NotFound } from '#platform/errors.ts';
import { getRuntime } from '#platform/runtime.ts';
import { answerObject } from '#platform/storage/answer-object.ts';
import { attachment } from '#platform/storage/storage.ts';

export type ServedFile = { storageKey: string; contentType: string; isPublic: boolean };

/** The file or the part of it that was asked for: shown where its type is harmless, else saved under `fileName`. */
export async function serveFile(request: Request, file: ServedFile, fileName: string): Promise<Response> {
  const header = (name: string): string | undefined => request.headers.get(name) ?? undefined;
  const asked = {
    method: request.method,
    range: header('range'),
    ifRange: header('if-range'),
    ifNoneMatch: header('if-none-match'),
  };
  const cacheControl = file.isPublic ? 'public, max-age=31536000, immutable' : 'private, no-cache';
  const answer = await answerObject(getRuntime().storage, file.storageKey, asked, {
    contentType: file.contentType,
    disposition: attachment(fileName),
    cacheControl,
  });
  if (answer.status === 404) throw new NotFound('not_found.file');
  try {
    return new Response(answer.body ? (Readable.toWeb(answer.body) as ReadableStream) : null, {
      status: answer.status,
      headers: answer.headers,
    });
  } catch (cause) {
    answer.body?.destroy();
    throw cause;
  }
}

/** Somebody's own file, for few eyes: always saved, never shown, kept by nobody on the way. */
export async function saveFile(
  request: Request,
  file: { storageKey: string; contentType: string; fileName: string },
): Promise<Response> {
  const answer = await serveFile(request, { ...file, isPublic: false }, file.fileName);
  answer.headers.set('content-disposition', attachment(file.fileName));
  answer.headers.set('cache-control', 'private, no-store');
  return answer;
}
