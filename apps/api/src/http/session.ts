import type { Sessions } from '#libs/identity';
import { SESSION_COOKIE } from './cookie.js';
import { HttpErrors } from './http.errors.js';
import type { MilepostRequest } from './request.js';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Who asks, by bearer token or by cookie. @throws CROSS_SITE_WRITE */
export function sessionOf(sessions: Sessions, request: MilepostRequest): ReturnType<Sessions['resolve']> {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const token = /^Bearer ([\w-]{43})$/i.exec(authorization)?.[1];
    return token ? sessions.resolve(token, request.id) : Promise.resolve(undefined);
  }
  const cookie = request.cookies[SESSION_COOKIE];
  if (!cookie) return Promise.resolve(undefined);
  if (!SAFE.has(request.method) && !isSameOrigin(request)) throw HttpErrors.CROSS_SITE_WRITE();
  return sessions.resolve(cookie, request.id);
}

/**
 * The browser sends a cookie by itself, so a write by cookie must prove that the console's own page sent it. SameSite does
 * that for sites; this does it for origins, subdomains included.
 */
function isSameOrigin(request: MilepostRequest): boolean {
  const fetchSite = request.headers['sec-fetch-site'];
  if (fetchSite !== undefined) return fetchSite === 'same-origin';
  return request.headers.origin === `${request.protocol}://${request.host}`;
}
