import type { FastifyInstance } from 'fastify';
import type { Recipient } from '../../domain/directory/recipient.ts';
import type { HttpContext } from '../http-context.ts';

const most = 8;

/**
 * `GET /api/people?query=li`: whom of the organisation's address book a writer may mean: people, groups and contacts.
 * Those hidden from address lists are left out (Exchange's HiddenFromAddressListsEnabled).
 */
export function people(app: FastifyInstance, context: HttpContext): void {
  app.get<{ Querystring: { query?: string } }>('/api/people', async (request) => {
    await context.userOf(request);
    const words = folded(String(request.query.query ?? '').slice(0, 100))
      .split(/\s+/)
      .filter((word) => word !== '');
    if (words.length === 0) return { value: [] };
    const found = addressBook(context.directory)
      .map((entry) => {
        const parts = [...folded(entry.name).split(/[\s'’-]+/), folded(entry.alias), ...entry.addresses.map(folded)];
        return { entry, hits: words.every((word) => parts.some((part) => part.startsWith(word))) };
      })
      .filter(({ hits }) => hits)
      .sort((a, b) => a.entry.name.localeCompare(b.entry.name))
      .slice(0, most);
    return { value: found.map(({ entry }) => ({ name: entry.name, email: entry.addresses[0], kind: entry.kind })) };
  });
}

interface AddressBookEntry {
  readonly kind: 'person' | 'group' | 'contact';
  readonly name: string;
  readonly alias: string;
  /** The one to write to first. */
  readonly addresses: readonly string[];
}

function addressBook(directory: HttpContext['directory']): readonly AddressBookEntry[] {
  return directory
    .recipients()
    .flatMap((recipient) => entriesOf(recipient))
    .filter(({ addresses }) => addresses.length > 0);
}

function entriesOf(recipient: Recipient): readonly AddressBookEntry[] {
  if (recipient.kind === 'mailboxless' || recipient.hiddenFromAddressLists) return [];
  const { displayName, name, alias, emailAddresses } = recipient;
  const entry = { name: displayName === '' ? name : displayName, alias, addresses: emailAddresses };
  switch (recipient.kind) {
    case 'group':
      return [{ ...entry, kind: 'group' }];
    case 'contact':
      // His own address is what people know him by; the one that he may have here leads to the same place.
      return [{ ...entry, kind: 'contact', addresses: [recipient.externalEmailAddress, ...emailAddresses] }];
    case 'user':
      return recipient.enabled ? [{ ...entry, kind: 'person' }] : [];
    case 'shared':
      return [{ ...entry, kind: 'person' }];
  }
}

/** Without case and accents, so that `helene` finds Hélène. */
function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
