import { randomUUID } from 'node:crypto';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Scope, SqlReader, SqlWriter } from '../../storage/sql-engine.ts';
import { changeAcceptedDomain, insertAcceptedDomain, deleteAcceptedDomain } from './accepted-domain-rows.ts';
import {
  type AcceptedDomain,
  type Directory,
  DirectoryError,
  type Mailbox,
  type RecipientResolution,
} from './directory.ts';
import { DirectoryIndex } from './directory-index.ts';
import { domainOf, normalizeAddress } from './email-address.ts';
import { findLogin, findMailbox } from './find-mailbox.ts';
import { checkMailbox, mailboxFrom } from './mailbox-checks.ts';
import { readMailbox } from './mailbox-record.ts';
import { deleteMailbox, insertMailbox, replaceMailbox } from './mailbox-rows.ts';

export interface DirectoryOptions {
  /** The system scope, migrated with `directoryMigrations`. */
  readonly scope: Scope;
  readonly clock: Clock;
  /** Kept at the first run, ignored afterwards. */
  readonly organizationName?: string;
}

/**
 * Opens the directory and holds it in memory: reads never wait. A write is checked inside its transaction, so two
 * callers cannot take one address, and shows in reads once it is durable.
 */
export async function openDirectory({
  scope,
  clock,
  organizationName = 'Relais',
}: DirectoryOptions): Promise<Directory> {
  const index = new DirectoryIndex();
  const organization = await keepOrganizationName(scope, organizationName);
  await scope.read((reader) => load(reader, index));

  return {
    organizationName: organization,
    findMailbox: (identity) => findMailbox(index, organization, identity),
    findLogin: (userName) => findLogin(index, organization, userName),
    resolveRecipient: (address) => resolveRecipient(index, address),
    mailboxes: () => index.mailboxes(),
    acceptedDomains: () => index.domains(),

    createMailbox: (given, passwordHash) =>
      scope.write(async (writer) => {
        const mailbox = checkMailbox(index, mailboxFrom(index, given, randomUUID(), clock.now()));
        await insertMailbox(writer, mailbox, passwordHash);
        writer.onCommit(() => index.put(mailbox));
        return mailbox;
      }),

    updateMailbox: (guid, change) =>
      scope.write(async (writer) => {
        const mailbox = checkMailbox(index, {
          ...(await stored(writer, guid)),
          ...change,
          guid,
          whenChanged: clock.now(),
        });
        await replaceMailbox(writer, mailbox);
        writer.onCommit(() => index.put(mailbox));
        return mailbox;
      }),

    removeMailbox: (guid) =>
      scope.write(async (writer) => {
        await stored(writer, guid);
        await deleteMailbox(writer, guid);
        writer.onCommit(() => index.drop(guid));
      }),

    setPasswordHash: (guid, passwordHash) =>
      scope.write(async (writer) => {
        await stored(writer, guid);
        await writer.run('UPDATE mailbox SET password_hash = ? WHERE guid = ?', passwordHash, guid);
      }),

    passwordHash: (guid) =>
      scope.read(async (reader) => {
        const row = await reader.get<{ password_hash: string | null }>(
          'SELECT password_hash FROM mailbox WHERE guid = ?',
          guid,
        );
        return row?.password_hash ?? null;
      }),

    createAcceptedDomain: (given) =>
      scope.write((writer) => insertAcceptedDomain(writer, index, { ...given, guid: randomUUID() })),
    updateAcceptedDomain: (guid, change) => scope.write((writer) => changeAcceptedDomain(writer, index, guid, change)),
    removeAcceptedDomain: (guid) => scope.write((writer) => deleteAcceptedDomain(writer, index, guid)),
  };
}

async function keepOrganizationName(scope: Scope, name: string): Promise<string> {
  return scope.write(async (writer) => {
    await writer.run(`INSERT INTO organization (name, value) VALUES ('name', ?) ON CONFLICT (name) DO NOTHING`, name);
    const row = await writer.get<{ value: string }>(`SELECT value FROM organization WHERE name = 'name'`);
    return row?.value ?? name;
  });
}

async function load(reader: SqlReader, index: DirectoryIndex): Promise<void> {
  for (const row of await reader.all<{ guid: string; record: string }>('SELECT guid, record FROM accepted_domain')) {
    index.putDomain({ ...(JSON.parse(row.record) as AcceptedDomain), guid: row.guid });
  }
  for (const row of await reader.all<{ guid: string; record: string }>('SELECT guid, record FROM mailbox')) {
    index.put(readMailbox(row.guid, row.record));
  }
}

async function stored(writer: SqlWriter, guid: string): Promise<Mailbox> {
  const row = await writer.get<{ record: string }>('SELECT record FROM mailbox WHERE guid = ?', guid);
  if (row === undefined)
    throw new DirectoryError(
      'not-found',
      `There is no mailbox with the id ${guid}.`,
      `Aucune boîte aux lettres n'a l'identifiant ${guid}.`,
    );
  return readMailbox(guid, row.record);
}

function resolveRecipient(index: DirectoryIndex, address: string): RecipientResolution {
  let normalized: string;
  try {
    normalized = normalizeAddress(address);
  } catch {
    // RFC 5321 §4.5.1: `<Postmaster>` without a domain is always ours.
    const postmaster = address.toLowerCase() === 'postmaster' ? postmasterOf(index) : undefined;
    return postmaster === undefined ? { kind: 'other-domain' } : { kind: 'mailbox', mailbox: postmaster };
  }
  const mailbox = index.address(normalized);
  if (mailbox !== undefined) return { kind: 'mailbox', mailbox };
  const domain = index.covering(domainOf(normalized));
  if (domain === undefined) return { kind: 'other-domain' };
  // RFC 5321 §4.5.1: mail to postmaster of each domain we deliver for reaches a person.
  const postmaster = normalized.startsWith('postmaster@') ? postmasterOf(index) : undefined;
  if (postmaster !== undefined) return { kind: 'mailbox', mailbox: postmaster };
  // In a relay domain somebody else may have the address.
  return domain.domainType === 'Authoritative' ? { kind: 'unknown-user' } : { kind: 'other-domain' };
}

function postmasterOf(index: DirectoryIndex): Mailbox | undefined {
  const administrators = index
    .mailboxes()
    .filter((mailbox) => mailbox.enabled && mailbox.roleGroups.includes('Organization Management'));
  return administrators.sort((one, other) => one.whenCreated - other.whenCreated)[0];
}
