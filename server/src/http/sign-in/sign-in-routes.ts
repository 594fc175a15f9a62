import { administersAnything } from '../../domain/permissions/direct-assignments.ts';
import type { FastifyRequest } from 'fastify';
import type { HttpContext, HttpRoutes } from '../http-context.ts';
import { HttpRefusal } from '../refusal.ts';
import { requestDoor } from '../request-door.ts';
import { passwordMark } from '../request-identity.ts';
import { isSameOrigin } from './same-origin.ts';
import { clearedSessionCookie, sessionCookie, sessionTokenIn } from './session-cookie.ts';
import { signInRefusal } from './sign-in-refusal.ts';
import type { SignInSession } from './sign-in-sessions.ts';

interface SignInRequest {
  readonly userName: string;
  readonly password: string;
  /** Which application asks: an administrator whose webmail is off may still administer. */
  readonly application?: 'admin-center' | 'webmail';
}

const signInSchema = {
  type: 'object',
  required: ['userName', 'password'],
  additionalProperties: false,
  properties: {
    userName: { type: 'string', minLength: 1, maxLength: 320 },
    password: { type: 'string', minLength: 1, maxLength: 1024 },
    application: { enum: ['admin-center', 'webmail'] },
  },
} as const;

/** What the applications know of who is signed in. */
interface SessionView {
  readonly signedIn: true;
  readonly mailbox: {
    readonly displayName: string;
    readonly primarySmtpAddress: string;
    readonly userPrincipalName: string;
    /** The mailbox's own setting; `null`: the browser decides. */
    readonly language: 'en' | 'fr' | null;
  };
  readonly roleGroups: readonly string[];
  readonly isAdministrator: boolean;
  readonly csrfToken: string;
  readonly idleSeconds: number;
  readonly signedInAt: string;
  readonly serverName: string;
  readonly organisation: string;
}

export const signInRoutes: HttpRoutes = (app, context) => {
  app.post<{ Body: SignInRequest }>(
    '/api/sign-in',
    { bodyLimit: 8192, schema: { body: signInSchema } },
    async (request, reply) => {
      // Login CSRF: another site's page must not sign a browser in as somebody else.
      if (!isSameOrigin(request.headers) || requestDoor(request.raw) !== 'tls') {
        throw new HttpRefusal(403, 'Forbidden', {
          en: "Sign in from this server's own page, over HTTPS.",
          fr: 'Connectez-vous depuis la page de ce serveur, en HTTPS.',
        });
      }
      const { userName, password, application = 'webmail' } = request.body;
      const door = application === 'admin-center' ? 'admin' : 'web';
      const remoteAddress = context.remoteAddressOf(request);
      const result = await context.authenticator.signIn({ userName, password, door, remoteAddress });
      if (result.kind !== 'signed-in') {
        context.log.warn('sign-in refused', { door, userName, remoteAddress, reason: result.kind });
        throw signInRefusal(result);
      }
      endSessionOf(request, context);
      const { mailbox } = result;
      const { token, session } = context.signInSessions.begin({
        mailboxGuid: mailbox.guid,
        passwordMark: passwordMark(await context.directory.passwordHash(mailbox.guid)),
        remoteAddress,
        client: request.headers['user-agent']?.slice(0, 300) ?? null,
      });
      context.log.info('signed in', {
        door,
        user: mailbox.userPrincipalName,
        remoteAddress,
        session: session.id,
      });
      return reply.header('set-cookie', sessionCookie(token)).send(viewOf(session, context));
    },
  );

  app.get('/api/session', async (request, reply) => {
    const token = sessionTokenIn(request.headers.cookie);
    if (token === null) return reply.send({ signedIn: false, serverName: context.serverName });
    try {
      const caller = await context.userOf(request);
      return reply.send(caller.session === null ? { signedIn: false } : viewOf(caller.session, context));
    } catch (refusal) {
      if (!(refusal instanceof HttpRefusal)) throw refusal;
      return reply
        .header('set-cookie', clearedSessionCookie())
        .send({ signedIn: false, serverName: context.serverName });
    }
  });

  app.post('/api/sign-out', async (request, reply) => {
    const caller = await context.userOf(request);
    if (caller.session !== null) context.signInSessions.end(caller.session.id);
    return reply.header('set-cookie', clearedSessionCookie()).code(204).send();
  });

  app.post('/api/sign-out-everywhere', async (request, reply) => {
    const caller = await context.userOf(request);
    context.signInSessions.endAll(caller.mailbox.guid);
    return reply.header('set-cookie', clearedSessionCookie()).code(204).send();
  });

  /** The caller's own browser sessions, so that he can see one that is not his. */
  app.get('/api/sign-in-sessions', async (request) => {
    const caller = await context.userOf(request);
    return {
      value: context.signInSessions.of(caller.mailbox.guid).map((session) => ({
        id: session.id,
        current: session.id === caller.session?.id,
        remoteAddress: session.remoteAddress,
        client: session.client,
        signedInAt: new Date(session.signedInAt).toISOString(),
        lastSeenAt: new Date(session.lastSeenAt).toISOString(),
      })),
    };
  });
};

function endSessionOf(request: FastifyRequest, context: HttpContext): void {
  const token = sessionTokenIn(request.headers.cookie);
  const before = token === null ? null : context.signInSessions.find(token);
  if (before !== null) context.signInSessions.end(before.id);
}

function viewOf(session: SignInSession, context: HttpContext): SessionView {
  const mailbox = context.directory.findMailbox(session.mailboxGuid);
  if (mailbox === null)
    throw new Error(`the mailbox ${session.mailboxGuid} of a session that was just checked is gone`);
  return {
    signedIn: true,
    mailbox: {
      displayName: mailbox.displayName,
      primarySmtpAddress: mailbox.emailAddresses[0] ?? mailbox.userPrincipalName,
      userPrincipalName: mailbox.userPrincipalName,
      language: mailbox.language,
    },
    roleGroups: mailbox.roleGroups,
    isAdministrator: administersAnything(mailbox),
    csrfToken: session.csrfToken,
    idleSeconds: Math.floor(context.signInSessions.idleMs / 1000),
    signedInAt: new Date(session.signedInAt).toISOString(),
    serverName: context.serverName,
    organisation: context.directory.organizationName,
  };
}
