import type { FastifyInstance } from 'fastify';
import { passwordLengths } from '../../domain/credentials/password-lengths.ts';
import type { HttpContext } from '../http-context.ts';
import { passwordMark } from '../password-mark.ts';
import { HttpRefusal } from '../refusal.ts';
import { sessionCookie } from '../sign-in/session-cookie.ts';
import { viewOf } from '../sign-in/session-view.ts';
import { requirePassword } from './confirmation.ts';

const schema = {
  type: 'object',
  required: ['current', 'next'],
  additionalProperties: false,
  properties: {
    current: { type: 'string', minLength: 1, maxLength: 1024 },
    next: { type: 'string', maxLength: passwordLengths.most },
  },
} as const;
const { least } = passwordLengths;

/** `POST /api/password`: the caller's own password. All his other sessions end, in browsers and mail programs. */
export function ownPassword(app: FastifyInstance, context: HttpContext): void {
  app.post<{ Body: { readonly current: string; readonly next: string } }>(
    '/api/password',
    { schema: { body: schema } },
    async (request, reply) => {
      const caller = await context.userOf(request, { alsoWithoutWebmail: true });
      const { current, next } = request.body;
      const { mailbox } = caller;
      await requirePassword(context, caller, current);
      if ([...next].length < least || next === current) {
        throw new HttpRefusal(400, 'BadRequest', {
          en: `A new password has ${least} characters at least, and is not the old one.`,
          fr: `Un nouveau mot de passe a au moins ${least} caractères et n’est pas l’ancien.`,
        });
      }
      await context.directory.setPasswordHash(mailbox.guid, await context.authenticator.hashPassword(next));
      await context.signInSessions.endAll(mailbox.guid);
      // What an app password opened was not opened by the old password.
      for (const session of context.liveSessions.list())
        if ((session.delegateId ?? session.accountId) === mailbox.guid && !session.credentialId)
          session.close('closed-by-administrator', 'The password of this account was changed.');
      const { token, session } = await context.signInSessions.begin({
        mailbox: mailbox.guid,
        passwordMark: passwordMark(await context.directory.passwordHash(mailbox.guid)),
        remoteAddress: caller.remoteAddress,
        client: caller.session?.client ?? null,
        secondFactor: caller.session?.secondFactor ?? false,
      });
      await context.audit(caller, 'Set-Mailbox', mailbox, { Password: '********' });
      return reply.header('set-cookie', sessionCookie(token)).send(viewOf(session, context));
    },
  );
}
