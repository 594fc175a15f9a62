import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Mailbox } from '../../domain/directory/directory.ts';
import type { HttpContext } from '../http-context.ts';
import { HttpRefusal } from '../refusal.ts';
import { requestDoor } from '../request-door.ts';
import { passwordMark } from '../password-mark.ts';
import { isSameOrigin } from './same-origin.ts';
import { sessionCookie, sessionTokenIn } from './session-cookie.ts';
import { viewOf } from './session-view.ts';

export type WebDoor = 'web' | 'admin';

/** Which application asks: an administrator whose webmail is off may still administer. */
export function doorOf(application: 'admin-center' | 'webmail' | undefined): WebDoor {
  return application === 'admin-center' ? 'admin' : 'web';
}

/** Login CSRF: another site's page must not sign a browser in as somebody else. @throws HttpRefusal 403. */
export function requireOwnPage(request: FastifyRequest): void {
  if (isSameOrigin(request.headers) && requestDoor(request.raw) === 'tls') return;
  throw new HttpRefusal(403, 'Forbidden', {
    en: "Sign in from this server's own page, over HTTPS.",
    fr: 'Connectez-vous depuis la page de ce serveur, en HTTPS.',
  });
}

/** User-Agent: hostile text. */
export function clientOf(request: FastifyRequest): string | null {
  return request.headers['user-agent']?.slice(0, 300) ?? null;
}

export interface NewSignIn {
  readonly mailbox: Mailbox;
  readonly door: WebDoor;
  readonly method: string;
  /** Of the password that was in force when the sign-in began: one that is changed meanwhile ends it. */
  readonly mark: string;
}

/** The mark of the password that an account has now; nobody has one too, after the same time. */
export async function markNow({ directory }: HttpContext, mailbox: Mailbox | null): Promise<string> {
  return passwordMark(await directory.passwordHash(mailbox?.guid ?? ''));
}

/** The end of every sign-in at a browser: the session before it ends, a new one begins under a new token. */
export async function beginSession(
  request: FastifyRequest,
  reply: FastifyReply,
  context: HttpContext,
  { mailbox, door, method, mark }: NewSignIn,
): Promise<FastifyReply> {
  const before = sessionTokenIn(request.headers.cookie);
  const old = before === null ? null : context.signInSessions.find(before);
  if (old !== null) await context.signInSessions.end(old.id);
  const remoteAddress = context.remoteAddressOf(request);
  const { token, session } = await context.signInSessions.begin({
    mailbox: mailbox.guid,
    passwordMark: mark,
    remoteAddress,
    client: clientOf(request),
    secondFactor: method !== 'password',
  });
  await recordSignIn(request, context, {
    mailbox,
    userName: mailbox.userPrincipalName,
    door,
    method,
    result: 'signed-in',
  });
  context.log.info('signed in', { door, method, user: mailbox.userPrincipalName, remoteAddress, session: session.id });
  return reply.header('set-cookie', sessionCookie(token)).send(viewOf(session, context));
}

export async function recordSignIn(
  request: FastifyRequest,
  context: HttpContext,
  event: {
    readonly mailbox: Mailbox | null;
    readonly userName: string;
    readonly door: WebDoor;
    readonly method: string;
    readonly result: string;
  },
): Promise<void> {
  await context.identity.events.record({
    ...event,
    mailbox: event.mailbox?.guid ?? null,
    remoteAddress: context.remoteAddressOf(request),
    client: clientOf(request),
  });
}
