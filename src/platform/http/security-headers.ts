/** Headers that every answer carries. */
import type { ServerResponse } from 'node:http';

const ALWAYS: Record<string, string> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'x-frame-options': 'SAMEORIGIN',
  'permissions-policy': 'camera=(self), geolocation=(), microphone=()',
};

const OVER_TLS: Record<string, string> = { ...ALWAYS, 'strict-transport-security': 'max-age=31536000' };

/** The headers for a house at that public address: one that is reached by https wants to be reached by nothing else. */
export function securityHeaders(publicUrl: string): Record<string, string> {
  return publicUrl.startsWith('https:') ? OVER_TLS : ALWAYS;
}

/** Sets them before anything else is written. */
export function setSecurityHeaders(res: ServerResponse, publicUrl: string): void {
  for (const [name, value] of Object.entries(securityHeaders(publicUrl))) res.setHeader(name, value);
}
