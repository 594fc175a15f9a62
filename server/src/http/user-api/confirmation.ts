import type { FastifyInstance } from 'fastify';
import type { SignedInCaller } from '../caller.ts';
import type { HttpContext } from '../http-context.ts';
import { HttpRefusal } from '../refusal.ts';
import { signInRefusal } from '../sign-in/sign-in-refusal.ts';

/**
 * A browser left open must not be enough to change what its owner proves himself with: within ten minutes of a sign-in
 * or of `POST /api/security/confirm` it is allowed. @throws HttpRefusal 403 ConfirmationRequired.
 */
export function requireConfirmed(context: HttpContext, { session }: SignedInCaller): void {
  if (session !== null && context.signInSessions.isConfirmed(session)) return;
  throw new HttpRefusal(403, 'ConfirmationRequired', {
    en: 'Confirm with your password that it is you.',
    fr: 'Confirmez avec votre mot de passe qu’il s’agit bien de vous.',
  });
}

const schema = {
  type: 'object',
  required: ['password'],
  additionalProperties: false,
  properties: { password: { type: 'string', minLength: 1, maxLength: 1024 } },
} as const;

export function confirmation(app: FastifyInstance, context: HttpContext): void {
  app.post<{ Body: { readonly password: string } }>(
    '/api/security/confirm',
    { schema: { body: schema } },
    async (request, reply) => {
      const caller = await context.userOf(request, { enrolling: true });
      await requirePassword(context, caller, request.body.password);
      if (caller.session !== null) context.signInSessions.confirm(caller.session);
      return reply.code(204).send();
    },
  );
}

/** The caller's own password, counted like any guess. @throws HttpRefusal. */
export async function requirePassword(
  { authenticator }: HttpContext,
  { mailbox, remoteAddress }: SignedInCaller,
  password: string,
): Promise<void> {
  const { userPrincipalName: userName } = mailbox;
  const result = await authenticator.signIn({ userName, password, door: 'admin', remoteAddress });
  if (result.kind === 'signed-in' || result.kind === 'second-factor-required') return;
  if (result.kind !== 'bad-credentials') throw signInRefusal(result);
  throw new HttpRefusal(403, 'BadCredentials', {
    en: 'That is not your password.',
    fr: 'Ce n’est pas votre mot de passe.',
  });
}
