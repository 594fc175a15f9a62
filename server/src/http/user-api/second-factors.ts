import type { FastifyInstance } from 'fastify';
import type { LastUse } from '../../domain/credentials/credential.ts';
import type { SignedInCaller } from '../caller.ts';
import type { HttpContext } from '../http-context.ts';
import { HttpRefusal } from '../refusal.ts';
import { isRequired } from '../sign-in/enrolment.ts';
import { relyingParty } from '../sign-in/relying-party.ts';
import { requireConfirmed } from './confirmation.ts';
import { labelIn } from './label-in.ts';

const name = { type: 'string', minLength: 1, maxLength: 64, pattern: '\\S' } as const;
const ticket = { type: 'string', minLength: 20, maxLength: 100 } as const;
const body = (required: readonly string[], properties: object) =>
  ({
    schema: { body: { type: 'object', required, additionalProperties: false, properties } },
    bodyLimit: 32_768,
  }) as const;

/** The caller's second factors: what there is, adding, removing, recovery codes. */
export function secondFactors(app: FastifyInstance, context: HttpContext): void {
  const { identity, audit } = context;
  const enrolling = { enrolling: true } as const;

  app.get('/api/security', async (request) => {
    const caller = await context.userOf(request, enrolling);
    const { guid } = caller.mailbox;
    const { AllowPasswordWithSecondFactor } = identity.settings();
    const factors = [...identity.credentials.of(guid, 'totp'), ...identity.credentials.of(guid, 'passkey')];
    return {
      factors: factors.map(({ id, kind, name: label, createdAt, lastUse }) => ({
        id,
        kind,
        name: label,
        createdAt: new Date(createdAt).toISOString(),
        lastUsedAt: used(lastUse),
      })),
      recoveryCodesLeft: identity.recoveryCodes.left(guid),
      passkeysPossible: relyingParty(request, '') !== null,
      required: isRequired(identity, caller.mailbox),
      mailProgramsNeedAppPassword: !AllowPasswordWithSecondFactor,
      confirmed: caller.session !== null && context.signInSessions.isConfirmed(caller.session),
    };
  });

  app.post('/api/security/totp', async (request) => {
    const caller = await context.userOf(request, enrolling);
    requireConfirmed(context, caller);
    const { guid, userPrincipalName } = caller.mailbox;
    const begun = identity.totp.begin(guid, userPrincipalName, context.directory.organizationName);
    const { default: QRCode } = await import('qrcode');
    return { ...begun, qr: await QRCode.toString(begun.uri, { type: 'svg', margin: 1 }) };
  });

  app.post<{ Body: { readonly ticket: string; readonly code: string; readonly name: string } }>(
    '/api/security/totp/confirm',
    body(['ticket', 'code', 'name'], { ticket, name, code: { type: 'string', maxLength: 16 } }),
    async (request, reply) => {
      const caller = await context.userOf(request, enrolling);
      requireConfirmed(context, caller);
      const { guid } = caller.mailbox;
      const added = await identity.totp.confirm(
        guid,
        request.body.ticket,
        request.body.code,
        labelIn(request.body.name),
      );
      if (added === null) {
        throw new HttpRefusal(400, 'BadRequest', {
          en: 'The code does not fit. Take the one that the app shows now; the clocks of phone and server must agree.',
          fr: 'Le code ne correspond pas. Prenez celui que l’application affiche maintenant ; les horloges du téléphone et du serveur doivent concorder.',
        });
      }
      return reply.code(201).send(await afterAdding(context, caller, 'totp', added.name));
    },
  );

  app.post('/api/security/passkey', async (request) => {
    const caller = await context.userOf(request, enrolling);
    requireConfirmed(context, caller);
    const party = relyingParty(request, context.directory.organizationName);
    if (party === null) {
      throw new HttpRefusal(400, 'BadRequest', {
        en: 'Browsers allow passkeys only at a host name, not at a bare address.',
        fr: 'Les navigateurs n’autorisent les clés d’accès que sous un nom d’hôte, pas sous une simple adresse.',
      });
    }
    const { guid, userPrincipalName, displayName } = caller.mailbox;
    return identity.passkeys.beginRegistration(guid, userPrincipalName, displayName, party);
  });

  app.post<{ Body: { readonly ticket: string; readonly passkey: object; readonly name: string } }>(
    '/api/security/passkey/confirm',
    body(['ticket', 'passkey', 'name'], { ticket, name, passkey: { type: 'object' } }),
    async (request, reply) => {
      const caller = await context.userOf(request, enrolling);
      requireConfirmed(context, caller);
      const party = relyingParty(request, context.directory.organizationName);
      const given = request.body;
      const added =
        party === null
          ? null
          : await identity.passkeys.confirmRegistration(
              caller.mailbox.guid,
              given.ticket,
              given.passkey,
              labelIn(given.name),
              party,
            );
      if (added === null) {
        throw new HttpRefusal(400, 'BadRequest', {
          en: 'The passkey could not be checked, or took too long. Try again.',
          fr: 'La clé d’accès n’a pas pu être vérifiée, ou cela a pris trop de temps. Réessayez.',
        });
      }
      return reply.code(201).send(await afterAdding(context, caller, 'passkey', added.name));
    },
  );

  app.delete<{ Params: { id: string } }>('/api/security/factors/:id', async (request, reply) => {
    const caller = await context.userOf(request, { alsoWithoutWebmail: true });
    requireConfirmed(context, caller);
    const { guid } = caller.mailbox;
    const factor =
      identity.credentials.byId('totp', request.params.id) ?? identity.credentials.byId('passkey', request.params.id);
    if (factor === null || factor.mailbox !== guid) {
      throw new HttpRefusal(404, 'NotFound', { en: 'It was removed already.', fr: 'Déjà supprimé.' });
    }
    await identity.credentials.remove(factor.id);
    // Codes that stand in for a factor have no meaning without one.
    if (!identity.hasSecondFactor(guid)) await identity.removeSecondFactors(guid);
    await audit(caller, 'Remove-SecondFactor', caller.mailbox, { Kind: factor.kind, Name: factor.name });
    return reply.code(204).send();
  });

  app.post('/api/security/recovery-codes', async (request, reply) => {
    const caller = await context.userOf(request, { alsoWithoutWebmail: true });
    requireConfirmed(context, caller);
    if (!identity.hasSecondFactor(caller.mailbox.guid)) {
      throw new HttpRefusal(409, 'Conflict', {
        en: 'Recovery codes stand in for a second factor; add one first.',
        fr: 'Les codes de récupération remplacent un second facteur ; ajoutez-en un d’abord.',
      });
    }
    const recoveryCodes = await identity.recoveryCodes.renew(caller.mailbox.guid);
    await audit(caller, 'New-RecoveryCode', caller.mailbox, {});
    return reply.code(201).send({ recoveryCodes });
  });
}

/** Sessions begun with the password alone end; this one has just been proved by more. The first factor brings codes. */
async function afterAdding(
  context: HttpContext,
  caller: SignedInCaller,
  kind: string,
  label: string,
): Promise<{ readonly recoveryCodes: readonly string[] | null }> {
  const { identity, signInSessions } = context;
  const { guid } = caller.mailbox;
  await signInSessions.endAll(guid, caller.session?.id);
  if (caller.session !== null) await signInSessions.prove(caller.session);
  await context.audit(caller, 'Add-SecondFactor', caller.mailbox, { Kind: kind, Name: label });
  const recoveryCodes = identity.recoveryCodes.left(guid) === 0 ? await identity.recoveryCodes.renew(guid) : null;
  return { recoveryCodes };
}

function used(lastUse: LastUse | null): string | null {
  return lastUse === null ? null : new Date(lastUse.at).toISOString();
}
