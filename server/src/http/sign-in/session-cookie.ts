/**
 * `__Host-` binds the cookie to this host over TLS (RFC 6265bis §4.1.3.2): no sibling domain and no plain page can set it.
 */
const sessionCookieName = '__Host-relais-session';

const tokenForm = /^[\w-]{43}$/;

/** The token in a Cookie header; `null` when there is none or it cannot be one of ours. */
export function sessionTokenIn(cookieHeader: string | undefined): string | null {
  for (const pair of (cookieHeader ?? '').split(';')) {
    const [name, value] = pair.trim().split('=', 2);
    if (name === sessionCookieName && value !== undefined && tokenForm.test(value)) return value;
  }
  return null;
}

/** No Max-Age: it ends with the browser at the latest; the server's own limits end it earlier. */
export function sessionCookie(token: string): string {
  return `${sessionCookieName}=${token}; Path=/; Secure; HttpOnly; SameSite=Strict`;
}

export function clearedSessionCookie(): string {
  return `${sessionCookieName}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0`;
}
