import type { FastifyInstance } from 'fastify';
import type { JunkConfiguration } from '../../domain/automation/junk-configuration.ts';
import { junkEntry, withSenderAs } from '../../domain/automation/junk-entries.ts';
import { DirectoryError } from '../../domain/directory/directory.ts';
import type { HttpContext } from '../http-context.ts';
import { HttpRefusal } from '../refusal.ts';

type Change = (before: JunkConfiguration) => Partial<JunkConfiguration>;

/**
 * `GET` and `POST /api/junk-mail`: whom the caller trusts and blocks. A body changes switches (`enabled`, `contactsTrusted`,
 * `trustedListsOnly`), or says of one `sender`, an address or a domain, that he is `trusted`, `blocked` or `neither` (`as`).
 */
export function junkMail(app: FastifyInstance, context: HttpContext): void {
  const { junk } = context.automation;

  app.get('/api/junk-mail', async (request) => {
    const { mailbox } = await context.userOf(request);
    return viewOf(junk.of(mailbox.guid));
  });

  app.post('/api/junk-mail', async (request) => {
    const caller = await context.userOf(request);
    const { mailbox } = caller;
    try {
      const kept = await junk.set(mailbox.guid, changeIn(request.body));
      await context.audit(caller, 'Set-MailboxJunkEmailConfiguration', mailbox, {
        TrustedSendersAndDomains: kept.trustedSenders.join(', '),
        BlockedSendersAndDomains: kept.blockedSenders.join(', '),
        Enabled: String(kept.enabled),
      });
      return viewOf(kept);
    } catch (cause) {
      if (!(cause instanceof DirectoryError)) throw cause;
      throw new HttpRefusal(400, 'BadRequest', { en: cause.message, fr: cause.french });
    }
  });
}

function viewOf(configuration: JunkConfiguration): Record<string, unknown> {
  const { enabled, contactsTrusted, trustedListsOnly, trustedSenders, blockedSenders } = configuration;
  return { enabled, contactsTrusted, trustedListsOnly, trustedSenders, blockedSenders };
}

/** @throws HttpRefusal 400, DirectoryError */
function changeIn(body: unknown): Change {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw wrong('{…}');
  const { sender, as, ...others } = body as Record<string, unknown>;
  const switches: { -readonly [K in 'enabled' | 'contactsTrusted' | 'trustedListsOnly']?: boolean } = {};
  for (const [name, value] of Object.entries(others)) {
    if ((name !== 'enabled' && name !== 'contactsTrusted' && name !== 'trustedListsOnly') || typeof value !== 'boolean')
      throw wrong(name);
    switches[name] = value;
  }
  if (sender === undefined && as === undefined) return () => switches;
  if (typeof sender !== 'string' || sender.length > 320) throw wrong('sender');
  if (as !== 'trusted' && as !== 'blocked' && as !== 'neither') throw wrong('as');
  const entry = junkEntry(sender);
  return (before) => ({ ...switches, ...withSenderAs(before, entry, as) });
}

function wrong(name: string): HttpRefusal {
  return new HttpRefusal(400, 'BadRequest', {
    en: `${name}: junk mail has the switches enabled, contactsTrusted and trustedListsOnly, and takes a sender (an address or a domain) as trusted, blocked or neither.`,
    fr: `${name} : le courrier indésirable a les interrupteurs enabled, contactsTrusted et trustedListsOnly, et prend un sender (une adresse ou un domaine) comme trusted, blocked ou neither (as).`,
  });
}
