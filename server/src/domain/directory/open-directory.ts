import { randomUUID } from 'node:crypto';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Scope, SqlWriter } from '../../storage/sql-engine.ts';
import type { SystemScope } from '../../storage/system-scope.ts';
import {
  changeAcceptedDomain,
  deleteAcceptedDomain,
  insertAcceptedDomain,
  readDomain,
} from './accepted-domain-rows.ts';
import { type Directory, DirectoryError, type Mailbox, type RecipientCheck } from './directory.ts';
import { DirectoryIndex } from './directory-index.ts';
import { findLogin, findMailbox, findRecipient } from './find-mailbox.ts';
import { KeptPasswordHashes } from './kept-password-hashes.ts';
import { checkMailbox, mailboxFrom } from './mailbox-checks.ts';
import { readMailbox } from './mailbox-record.ts';
import { deleteMailbox, insertMailbox, replaceMailbox } from './mailbox-rows.ts';
import { NotedPasswords } from './noted-passwords.ts';
import { openRecipients } from './open-recipients.ts';
import { openOrganizationValues } from './organization-values.ts';
import { RecipientIndex } from './recipient-index.ts';
import { readRecipient } from './recipient-record.ts';
import { resolveRecipient } from './resolve-recipient.ts';

export interface DirectoryOptions {
  /** The system scope, migrated with `directoryMigrations`. */
  readonly scope: SystemScope;
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
  const listeners = new Set<() => void>();
  const passwordListeners = new Set<(guid: string, isHere: boolean) => void>();
  const hashes = new KeptPasswordHashes();
  const tell = (): void => {
    hashes.forget();
    for (const listener of listeners) listener();
  };
  const index = new DirectoryIndex(tell);
  const others = new RecipientIndex(tell);
  const organization = await keepOrganizationName(scope, organizationName);
  const tellOfPassword = (guid: string, isHere: boolean): void => {
    for (const listener of passwordListeners) listener(guid, isHere);
  };
  const passwords = scope.isShared ? new NotedPasswords((guid) => tellOfPassword(guid, false)) : null;
  await load(scope, index, others, passwords);
  const values = await openOrganizationValues(scope);

  const directoryWith = (check: RecipientCheck): Directory => ({
    ...openRecipients({ scope, clock, index, others, passwords, check }),
    ...values,
    checkedBy: (further) =>
      directoryWith((before, after) => {
        check(before, after);
        further(before, after);
      }),
    organizationName: organization,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    onPasswordChange(listener) {
      passwordListeners.add(listener);
      return () => void passwordListeners.delete(listener);
    },
    findMailbox: (identity) => findMailbox(index, organization, identity),
    findLogin: (userName) => findLogin(index, organization, userName),
    findRecipient: (identity) => findRecipient(index, others, organization, identity),
    resolveRecipient: (address) =>
      resolveRecipient(index, others, address, {
        plusTags: values.organizationValue('DisablePlusAddressInRecipients') !== 'true',
      }),
    recipients: () => index.inOrder.mergedWith(others.inOrder),
    mailboxes: () => index.all(),
    acceptedDomains: () => index.domains(),

    createMailbox: (given, passwordHash) =>
      scope.write(async (writer) => {
        const mailbox = checkMailbox(index, mailboxFrom(index, given, randomUUID(), clock.now()));
        check(null, mailbox);
        await insertMailbox(writer, mailbox, passwordHash);
        writer.onCommit(() => {
          passwords?.written(mailbox.guid, passwordHash);
          index.put(mailbox);
        });
        return mailbox;
      }),

    updateMailbox: (guid, change) =>
      scope.write(async (writer) => {
        const before = await stored(writer, guid);
        const mailbox = checkMailbox(index, { ...before, ...change, guid, whenChanged: clock.now() });
        check(before, mailbox);
        await replaceMailbox(writer, mailbox);
        writer.onCommit(() => index.put(mailbox));
        return mailbox;
      }),

    removeMailbox: (guid) =>
      scope.write(async (writer) => {
        check(await stored(writer, guid), null);
        await deleteMailbox(writer, guid);
        writer.onCommit(() => {
          passwords?.forget(guid);
          index.drop(guid);
        });
      }),

    setPasswordHash: (guid, passwordHash, replaces) =>
      scope.write(async (writer) => {
        const mailbox = await stored(writer, guid);
        check(mailbox, mailbox);
        const sql = 'UPDATE mailbox SET password_hash = ? WHERE guid = ?';
        const { changes } =
          replaces === undefined
            ? await writer.run(sql, passwordHash, guid)
            : await writer.run(`${sql} AND password_hash = ?`, passwordHash, guid, replaces);
        writer.onCommit(() => {
          hashes.forget();
          if (changes > 0) passwords?.written(guid, passwordHash);
          tellOfPassword(guid, true);
        });
      }),

    passwordHash: (guid) => {
      const read = (): Promise<string | null> => readPasswordHash(scope, guid);
      // On a database that nodes share another one may have changed it a moment ago.
      return scope.isShared ? read() : hashes.of(guid, read);
    },

    createAcceptedDomain: (given) =>
      scope.write((writer) => insertAcceptedDomain(writer, index, { catchAll: null, ...given, guid: randomUUID() })),
    updateAcceptedDomain: (guid, change) => scope.write((writer) => changeAcceptedDomain(writer, index, guid, change)),
    removeAcceptedDomain: (guid) => scope.write((writer) => deleteAcceptedDomain(writer, index, guid)),
  });
  return directoryWith(() => {});
}

async function readPasswordHash(scope: Scope, guid: string): Promise<string | null> {
  return await scope.read(async (reader) => {
    const row = await reader.get<{ password_hash: string | null }>(
      'SELECT password_hash FROM mailbox WHERE guid = ?',
      guid,
    );
    return row?.password_hash ?? null;
  });
}

async function keepOrganizationName(scope: Scope, name: string): Promise<string> {
  return scope.write(async (writer) => {
    await writer.run(`INSERT INTO organization (name, value) VALUES ('name', ?) ON CONFLICT (name) DO NOTHING`, name);
    const row = await writer.get<{ value: string }>(`SELECT value FROM organization WHERE name = 'name'`);
    return row?.value ?? name;
  });
}

async function load(
  scope: SystemScope,
  index: DirectoryIndex,
  others: RecipientIndex,
  passwords: NotedPasswords | null,
): Promise<void> {
  const guidAndRecord = { key: 'guid', columns: ['record'] };
  await scope.keepRows<{ guid: string; record: string }>({
    table: 'accepted_domain',
    ...guidAndRecord,
    known: () => index.domainGuids(),
    apply(changed, gone) {
      for (const guid of gone) index.dropDomain(guid);
      for (const { guid, record } of changed) index.putDomain(readDomain(guid, record));
    },
  });
  await scope.keepRows<{ guid: string; record: string; password_hash?: string | null }>({
    table: 'mailbox',
    key: 'guid',
    columns: passwords === null ? ['record'] : ['record', 'password_hash'],
    known: () => index.guids(),
    apply(changed, gone) {
      for (const guid of gone) {
        index.drop(guid);
        passwords?.forget(guid);
      }
      for (const { guid, record, password_hash: hash } of changed) {
        index.put(readMailbox(guid, record));
        if (hash !== undefined) passwords?.read(guid, hash);
      }
    },
  });
  await scope.keepRows<{ guid: string; kind: string; record: string }>({
    table: 'recipient',
    key: 'guid',
    columns: ['kind', 'record'],
    known: () => others.guids(),
    apply(changed, gone) {
      for (const guid of gone) others.drop(guid);
      for (const { guid, kind, record } of changed) others.put(readRecipient(guid, kind, record));
    },
  });
}

async function stored(writer: SqlWriter, guid: string): Promise<Mailbox> {
  const row = await writer.get<{ record: string }>('SELECT record FROM mailbox WHERE guid = ?', guid);
  if (row === undefined)
    throw new DirectoryError(
      'not-found',
      `There is no mailbox with the id ${guid}.`,
      `Aucune boîte aux lettres n’a l’identifiant ${guid}.`,
    );
  return readMailbox(guid, row.record);
}
