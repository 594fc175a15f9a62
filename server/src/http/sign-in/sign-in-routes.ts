import { owaSettings, typedName } from '../../domain/configuration/owa-settings.ts';
import type { HttpContext, HttpRoutes } from '../http-context.ts';
import { HttpRefusal } from '../refusal.ts';
import { beginSession, doorOf, markNow, recordSignIn, requireOwnPage } from './begin-session.ts';
import { relyingParty } from './relying-party.ts';
import { clearedSessionCookie, sessionTokenIn } from './session-cookie.ts';
import { viewOf } from './session-view.ts';
import { signInRefusal } from './sign-in-refusal.ts';

interface SignInRequest {
  readonly userName: string;
  readonly password: string;
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

/** The password was right and more is needed: what the page may ask for, under a ticket that is good for five minutes. */
export interface SecondFactorView {
  readonly signedIn: false;
  readonly secondFactor: {
    readonly ticket: string;
    readonly totp: boolean;
    readonly passkey: boolean;
    readonly recoveryCode: boolean;
  };
}

export const signInRoutes: HttpRoutes = (app, context) => {
  app.post<{ Body: SignInRequest }>(
    '/api/sign-in',
    { bodyLimit: 8192, schema: { body: signInSchema } },
    async (request, reply) => {
      requireOwnPage(request);
      const { password, application } = request.body;
      const userName = typedName(request.body.userName, context.settings.effective(owaSettings));
      const door = doorOf(application);
      const remoteAddress = context.remoteAddressOf(request);
      const mark = await markNow(context, context.directory.findLogin(userName));
      const result = await context.authenticator.signIn({ userName, password, door, remoteAddress });
      if (result.kind === 'signed-in')
        return beginSession(request, reply, context, { mailbox: result.mailbox, door, method: 'password', mark });
      if (result.kind === 'second-factor-required') {
        const { identity, pendingSignIns } = context;
        const { guid } = result.mailbox;
        const party = relyingParty(request, context.directory.organizationName);
        const view: SecondFactorView = {
          signedIn: false,
          secondFactor: {
            ticket: pendingSignIns.issue({ mailbox: guid, door, mark, passkeyTicket: null, wrong: 0 }, guid),
            totp: identity.totp.has(guid),
            passkey: party !== null && identity.passkeys.of(guid, party.id).length > 0,
            recoveryCode: identity.recoveryCodes.left(guid) > 0,
          },
        };
        return reply.send(view);
      }
      context.log.warn('sign-in refused', { door, userName, remoteAddress, reason: result.kind });
      // Throttled attempts were not checked, and there is no end to them.
      if (result.kind !== 'throttled') {
        const mailbox = context.directory.findLogin(userName);
        await recordSignIn(request, context, { mailbox, userName, door, method: 'password', result: result.kind });
      }
      throw signInRefusal(result);
    },
  );

  app.get('/api/session', async (request, reply) => {
    const token = sessionTokenIn(request.headers.cookie);
    if (token === null) return reply.send({ signedIn: false, serverName: context.serverName });
    try {
      const caller = await context.userOf(request, { enrolling: true });
      return reply.send(caller.session === null ? { signedIn: false } : viewOf(caller.session, context));
    } catch (refusal) {
      if (!(refusal instanceof HttpRefusal)) throw refusal;
      return reply
        .header('set-cookie', clearedSessionCookie())
        .send({ signedIn: false, serverName: context.serverName });
    }
  });

  app.post('/api/sign-out', async (request, reply) => {
    const caller = await context.userOf(request, { enrolling: true });
    if (caller.session !== null) await context.signInSessions.end(caller.session.id);
    return reply.header('set-cookie', clearedSessionCookie()).code(204).send();
  });

  app.post('/api/sign-out-everywhere', async (request, reply) => {
    const caller = await context.userOf(request, { enrolling: true });
    await context.signInSessions.endAll(caller.mailbox.guid);
    return reply.header('set-cookie', clearedSessionCookie()).code(204).send();
  });

  ownSessions(app, context);
};

/** The caller's own browser sessions and sign-ins, so that he can see one that is not his, and end it. */
function ownSessions(app: Parameters<HttpRoutes>[0], context: HttpContext): void {
  app.get('/api/sign-in-sessions', async (request) => {
    const caller = await context.userOf(request, { alsoWithoutWebmail: true });
    return {
      value: context.signInSessions.of(caller.mailbox.guid).map((session) => ({
        id: session.id,
        current: session.id === caller.session?.id,
        remoteAddress: session.remoteAddress,
        client: session.client,
        secondFactor: session.secondFactor,
        signedInAt: new Date(session.createdAt).toISOString(),
        lastSeenAt: new Date(session.lastSeenAt).toISOString(),
      })),
    };
  });

  app.delete<{ Params: { id: string } }>('/api/sign-in-sessions/:id', async (request, reply) => {
    const caller = await context.userOf(request, { alsoWithoutWebmail: true });
    const session = context.signInSessions.of(caller.mailbox.guid).find(({ id }) => id === request.params.id);
    if (session === undefined) {
      throw new HttpRefusal(404, 'NotFound', {
        en: 'That session has ended already.',
        fr: 'Cette session a déjà pris fin.',
      });
    }
    await context.signInSessions.end(session.id);
    return reply.code(204).send();
  });

  app.get('/api/sign-ins', async (request) => {
    const { mailbox } = await context.userOf(request, { alsoWithoutWebmail: true });
    const events = await context.identity.events.list(mailbox.guid, 50);
    return {
      value: events.map(({ at, remoteAddress, client, door, method, result }) => ({
        at: new Date(at).toISOString(),
        remoteAddress,
        client,
        door,
        method,
        result,
      })),
    };
  });
}
