import type { FastifyInstance, FastifyReply } from 'fastify';
import { cmsSigned } from '../../platform/tls/cms-signature.ts';
import { Tickets } from '../../services/authentication/tickets.ts';
import type { ClientSettings } from '../../services/client-settings/client-settings.ts';
import { appleProfile } from '../client-profiles/apple-profile.ts';
import type { HttpContext } from '../http-context.ts';
import { HttpRefusal } from '../refusal.ts';
import { mintAppPassword } from './app-passwords.ts';
import { clientSettingsView } from './client-settings-view.ts';
import { requireConfirmed } from './confirmation.ts';

const path = '/api/client-settings/apple.mobileconfig';

/**
 * The Apple profile: without a password for whoever asks, and with an app password of its own for whoever asks by POST,
 * which gives an address that is good once, for five minutes. Signed with the certificate of the web pages.
 */
export function appleProfileRoutes(app: FastifyInstance, context: HttpContext, clientSettings: ClientSettings): void {
  const waiting = new Tickets<{ readonly mailbox: string; readonly password: string }>(context.clock, 5 * 60_000, 1000);

  app.get<{ Querystring: { ticket?: string } }>(path, async (request, reply) => {
    const { mailbox } = await context.userOf(request);
    const { ticket } = request.query;
    const held = ticket === undefined ? null : waiting.take(ticket);
    if (ticket !== undefined && held?.mailbox !== mailbox.guid) {
      throw new HttpRefusal(404, 'NotFound', {
        en: 'This address was used already, or is too old. Ask for the profile again.',
        fr: 'Cette adresse a déjà servi ou est trop ancienne. Demandez le profil à nouveau.',
      });
    }
    const view = clientSettingsView(mailbox, clientSettings);
    const profile = appleProfile(view, mailbox.displayName, context.directory.organizationName, held?.password);
    if (profile === null) throw nothingPublished();
    return send(reply, profile, request.hostname);
  });

  app.post('/api/client-settings/apple-profile', async (request, reply) => {
    const caller = await context.userOf(request);
    requireConfirmed(context, caller);
    const { mailbox } = caller;
    const view = clientSettingsView(mailbox, clientSettings);
    const reading = view.imap.state === 'available' ? 'imap' : view.pop.state === 'available' ? 'pop' : null;
    if (reading === null || view.smtp.state !== 'available') throw nothingPublished();
    const { password, made } = await mintAppPassword(context, mailbox.guid, {
      name: `Apple ${new Date(context.clock.now()).toISOString().slice(0, 10)}`,
      scopes: [reading, 'smtp'],
      expiresAt: null,
      origin: 'apple-profile',
    });
    await context.audit(caller, 'New-AppPassword', mailbox, { Name: made.name, Scope: made.scopes.join(', ') });
    const ticket = waiting.issue({ mailbox: mailbox.guid, password }, mailbox.guid);
    return reply.code(201).send({ url: `${path}?ticket=${ticket}`, appPassword: { id: made.id, name: made.name } });
  });

  function send(reply: FastifyReply, profile: string, host: string): FastifyReply {
    const signer = context.certificates.signer(host, 'IIS');
    const signed = signer === null ? null : cmsSigned(Buffer.from(profile), signer, new Date(context.clock.now()));
    return reply
      .type('application/x-apple-aspen-config')
      .header('content-disposition', 'attachment; filename="mail.mobileconfig"')
      .send(signed ?? profile);
  }
}

function nothingPublished(): HttpRefusal {
  return new HttpRefusal(404, 'NotFound', {
    en: 'There is no profile to install before both an incoming (IMAP or POP) and an outgoing (SMTP) server are published.',
    fr: 'Il n’y a pas de profil à installer avant la publication d’un serveur entrant (IMAP ou POP) et d’un serveur sortant (SMTP).',
  });
}
