/** The user name and password of an Authorization header of scheme Basic (RFC 7617); `null` when it is none. */
export function basicCredentials(header: string | undefined): { userName: string; password: string } | null {
  const encoded = /^Basic\s+([A-Za-z0-9+/=_-]{1,2000})$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? null : { userName: text.slice(0, colon), password: text.slice(colon + 1) };
}
