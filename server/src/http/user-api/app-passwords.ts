import type { FastifyInstance } from 'fastify';
import { type AppPassword, type AppPasswordScope, appPasswordScopes } from '../../domain/credentials/credential.ts';
import type { HttpContext } from '../http-context.ts';
import { HttpRefusal } from '../refusal.ts';
import { requireConfirmed } from './confirmation.ts';
import { labelIn } from './label-in.ts';

interface NewAppPasswordRequest {
  readonly name: string;
  readonly scopes?: readonly AppPasswordScope[];
  /** Days until it ends; left out or `null`: never. */
  readonly days?: number | null;
}

const schema = {
  type: 'object',
  required: ['name'],
  additionalProperties: false,
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 64, pattern: '\\S' },
    scopes: { type: 'array', minItems: 1, uniqueItems: true, items: { enum: [...appPasswordScopes] } },
    days: { anyOf: [{ type: 'null' }, { type: 'integer', minimum: 1, maximum: 3650 }] },
  },
} as const;

const day = 24 * 3_600_000;

/** The caller's app passwords: list, make, revoke. */
export function appPasswords(app: FastifyInstance, context: HttpContext): void {
  const { identity, audit, clock } = context;

  app.get('/api/app-passwords', async (request) => {
    const { mailbox } = await context.userOf(request);
    return {
      enabled: identity.settings().AppPasswordsEnabled,
      value: identity.appPasswords.of(mailbox.guid).map((password) => view(password, clock.now())),
    };
  });

  app.post<{ Body: NewAppPasswordRequest }>(
    '/api/app-passwords',
    { schema: { body: schema } },
    async (request, reply) => {
      const caller = await context.userOf(request);
      requireConfirmed(context, caller);
      const { name, scopes = ['imap', 'smtp'], days = null } = request.body;
      const { password, made } = await mintAppPassword(context, caller.mailbox.guid, {
        name: labelIn(name),
        scopes,
        expiresAt: days === null ? null : clock.now() + days * day,
        origin: 'webmail',
      });
      await audit(caller, 'New-AppPassword', caller.mailbox, { Name: made.name, Scope: scopes.join(', ') });
      return reply.code(201).send({ password, ...view(made, clock.now()) });
    },
  );

  app.delete<{ Params: { id: string } }>('/api/app-passwords/:id', async (request, reply) => {
    const caller = await context.userOf(request);
    const found = identity.appPasswords.find(request.params.id);
    if (found === null || found.mailbox !== caller.mailbox.guid) {
      throw new HttpRefusal(404, 'NotFound', {
        en: 'That app password was revoked already.',
        fr: 'Ce mot de passe d’application a déjà été révoqué.',
      });
    }
    const ended = await identity.appPasswords.revoke(found.id);
    await audit(caller, 'Remove-AppPassword', caller.mailbox, { Identity: found.id, Name: found.name });
    return reply.send({ endedSessions: ended });
  });
}

/** @throws HttpRefusal when the organisation has none, or the mailbox too many. */
export async function mintAppPassword(
  { identity }: HttpContext,
  mailbox: string,
  given: Pick<AppPassword, 'name' | 'scopes' | 'expiresAt' | 'origin'>,
): Promise<{ readonly password: string; readonly made: AppPassword }> {
  if (!identity.settings().AppPasswordsEnabled) {
    throw new HttpRefusal(403, 'Forbidden', {
      en: 'App passwords are switched off in this organisation (Set-SignInSettings -AppPasswordsEnabled).',
      fr: 'Les mots de passe d’application sont désactivés dans cette organisation (Set-SignInSettings -AppPasswordsEnabled).',
    });
  }
  const minted = await identity.appPasswords.mint({ ...given, mailbox });
  if (minted === null) {
    throw new HttpRefusal(409, 'Conflict', {
      en: 'This mailbox has 100 app passwords; revoke those that nothing uses any more.',
      fr: 'Cette boîte aux lettres a 100 mots de passe d’application ; révoquez ceux qui ne servent plus.',
    });
  }
  return minted;
}

function view({ id, name, scopes, createdAt, expiresAt, origin, lastUse }: AppPassword, now: number) {
  return {
    id,
    name,
    scopes,
    origin,
    createdAt: new Date(createdAt).toISOString(),
    expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
    expired: expiresAt !== null && expiresAt <= now,
    lastUse: lastUse === null ? null : { ...lastUse, at: new Date(lastUse.at).toISOString() },
  };
}
