import type { FastifyRequest } from 'fastify';
import type { Mailbox } from '../../domain/directory/directory.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import { Tickets } from '../../services/authentication/tickets.ts';
import type { HttpContext, HttpRoutes } from '../http-context.ts';
import { HttpRefusal } from '../refusal.ts';
import {
  beginSession,
  clientOf,
  doorOf,
  markNow,
  recordSignIn,
  requireOwnPage,
  type WebDoor,
} from './begin-session.ts';
import { relyingParty } from './relying-party.ts';
import { signInRefusal } from './sign-in-refusal.ts';

/** Somebody whose password was right and who has not proved the rest. */
export interface PendingSignIn {
  readonly mailbox: string;
  readonly door: WebDoor;
  /** Of the password that was right. */
  readonly mark: string;
  passkeyTicket: string | null;
  wrong: number;
}

const pendingForMs = 5 * 60_000;
const mostWrong = 5;

export function openPendingSignIns(clock: Clock): Tickets<PendingSignIn> {
  return new Tickets(clock, pendingForMs);
}

interface Answer {
  readonly ticket: string;
  readonly code?: string;
  readonly recoveryCode?: string;
  readonly passkey?: object;
}

const ticket = { type: 'string', minLength: 20, maxLength: 100 } as const;
const passkey = { type: 'object' } as const;
const application = { enum: ['admin-center', 'webmail'] } as const;
const answerSchema = {
  type: 'object',
  required: ['ticket'],
  additionalProperties: false,
  properties: {
    ticket,
    code: { type: 'string', maxLength: 16 },
    recoveryCode: { type: 'string', maxLength: 64 },
    passkey,
  },
} as const;

/** The second step of a sign-in, and the sign-in by passkey alone. */
export const secondFactorRoutes: HttpRoutes = (app, context) => {
  app.post<{ Body: Answer }>(
    '/api/sign-in/second-factor',
    { bodyLimit: 32_768, schema: { body: answerSchema } },
    async (request, reply) => {
      requireOwnPage(request);
      const pending = context.pendingSignIns.get(request.body.ticket);
      if (pending === null) throw beginAgain();
      const mailbox = await stillThere(context, pending);
      const proved = await prove(request, context, pending, mailbox, request.body);
      const method = `password+${methodOf(request.body)}`;
      const event = { mailbox, userName: mailbox.userPrincipalName, door: pending.door, method };
      if (proved.kind === 'blocked') throw signInRefusal({ kind: 'throttled', retryAfterMs: proved.retryAfterMs });
      if (!proved.right) {
        pending.wrong += 1;
        await recordSignIn(request, context, { ...event, result: 'bad-second-factor' });
        if (pending.wrong >= mostWrong) context.pendingSignIns.take(request.body.ticket);
        throw new HttpRefusal(401, 'BadCredentials', {
          en: 'That is not right, or was used before. Take the code that the app shows now.',
          fr: 'Ce n’est pas correct, ou a déjà servi. Prenez le code que l’application affiche maintenant.',
        });
      }
      // Once: whoever comes second with the same ticket begins again.
      if (context.pendingSignIns.take(request.body.ticket) === null) throw beginAgain();
      return beginSession(request, reply, context, { mailbox, door: pending.door, method, mark: pending.mark });
    },
  );

  app.post<{ Body: { readonly ticket: string } }>(
    '/api/sign-in/second-factor/passkey-options',
    { schema: { body: { type: 'object', required: ['ticket'], additionalProperties: false, properties: { ticket } } } },
    async (request) => {
      requireOwnPage(request);
      const pending = context.pendingSignIns.get(request.body.ticket);
      const party = relyingParty(request, context.directory.organizationName);
      if (pending === null || party === null) throw beginAgain();
      const begun = await context.identity.passkeys.beginProof(
        pending.mailbox,
        party,
        context.remoteAddressOf(request),
      );
      pending.passkeyTicket = begun.ticket;
      return { options: begun.options };
    },
  );

  app.post('/api/sign-in/passkey-options', async (request) => {
    requireOwnPage(request);
    const party = relyingParty(request, context.directory.organizationName);
    if (party === null) throw beginAgain();
    return context.identity.passkeys.beginProof(null, party, context.remoteAddressOf(request));
  });

  app.post<{
    Body: { readonly ticket: string; readonly passkey: object; readonly application?: 'admin-center' | 'webmail' };
  }>(
    '/api/sign-in/passkey',
    {
      bodyLimit: 32_768,
      schema: {
        body: {
          type: 'object',
          required: ['ticket', 'passkey'],
          additionalProperties: false,
          properties: { ticket, passkey, application },
        },
      },
    },
    async (request, reply) => {
      requireOwnPage(request);
      const party = relyingParty(request, context.directory.organizationName);
      const from = { remoteAddress: context.remoteAddressOf(request), client: clientOf(request) };
      const proof =
        party === null
          ? null
          : await context.identity.passkeys.check(request.body.ticket, null, request.body.passkey, party, from);
      const mailbox = proof === null ? null : context.directory.findMailbox(proof.mailbox);
      const door = doorOf(request.body.application);
      if (mailbox === null) {
        context.log.warn('sign-in refused', { door, remoteAddress: from.remoteAddress, reason: 'bad-passkey' });
        throw new HttpRefusal(401, 'BadCredentials', {
          en: 'This passkey is not known here. Sign in with the password.',
          fr: 'Cette clé d’accès n’est pas connue ici. Connectez-vous avec le mot de passe.',
        });
      }
      if (!mailbox.enabled) throw signInRefusal({ kind: 'account-disabled' });
      if (door === 'web' && !mailbox.owaEnabled) throw signInRefusal({ kind: 'protocol-disabled' });
      const mark = await markNow(context, mailbox);
      return beginSession(request, reply, context, { mailbox, door, method: 'passkey', mark });
    },
  );
};

function methodOf({ code, recoveryCode }: Answer): 'totp' | 'recovery-code' | 'passkey' {
  if (code !== undefined) return 'totp';
  return recoveryCode !== undefined ? 'recovery-code' : 'passkey';
}

async function prove(
  request: FastifyRequest,
  context: HttpContext,
  pending: PendingSignIn,
  mailbox: Mailbox,
  answer: Answer,
): ReturnType<HttpContext['identity']['codeGuesses']['guess']> {
  const { identity } = context;
  const remoteAddress = context.remoteAddressOf(request);
  const from = { remoteAddress, client: clientOf(request) };
  const guess = (check: () => Promise<boolean>): ReturnType<typeof identity.codeGuesses.guess> =>
    identity.codeGuesses.guess({ name: mailbox.userPrincipalName, remoteAddress }, mailbox, check);
  switch (methodOf(answer)) {
    case 'totp':
      return guess(() => identity.totp.check(mailbox.guid, answer.code ?? '', from));
    case 'recovery-code':
      return guess(() => identity.recoveryCodes.redeem(mailbox.guid, answer.recoveryCode ?? ''));
    case 'passkey': {
      const party = relyingParty(request, context.directory.organizationName);
      const { passkeyTicket } = pending;
      pending.passkeyTicket = null;
      if (party === null || passkeyTicket === null) return { kind: 'checked', right: false };
      const proof = await identity.passkeys.check(passkeyTicket, mailbox.guid, answer.passkey, party, from);
      return { kind: 'checked', right: proof !== null };
    }
  }
}

/** Nobody is let in who was disabled between the two steps, or whose password was changed: whoever knows the old one has begun. */
async function stillThere(context: HttpContext, { mailbox: guid, door, mark }: PendingSignIn): Promise<Mailbox> {
  const mailbox = context.directory.findMailbox(guid);
  if (mailbox === null || (await markNow(context, mailbox)) !== mark) throw beginAgain();
  if (!mailbox.enabled) throw signInRefusal({ kind: 'account-disabled' });
  if (door === 'web' && !mailbox.owaEnabled) throw signInRefusal({ kind: 'protocol-disabled' });
  return mailbox;
}

function beginAgain(): HttpRefusal {
  return new HttpRefusal(401, 'NotSignedIn', {
    en: 'The sign-in took too long or was tried too often. Begin again with the password.',
    fr: 'La connexion a pris trop de temps ou a été essayée trop souvent. Recommencez avec le mot de passe.',
  });
}
