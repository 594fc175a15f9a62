import { randomUUID } from 'node:crypto';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Scope } from '../../storage/sql-engine.ts';
import { type Directory, DirectoryError, type Mailbox, type RecipientCheck } from './directory.ts';
import type { DirectoryIndex } from './directory-index.ts';
import { expansionOfGroup, isAmong, membersOf } from './group-members.ts';
import { checkMailbox } from './mailbox-checks.ts';
import type { NotedPasswords } from './noted-passwords.ts';
import { readMailbox } from './mailbox-record.ts';
import { deleteMailbox, insertMailbox } from './mailbox-rows.ts';
import type { DistributionGroup, MailboxlessUser, MailContact, OtherRecipient } from './recipient.ts';
import { checkRecipient } from './recipient-checks.ts';
import type { RecipientIndex } from './recipient-index.ts';
import { newContactDefaults, newGroupDefaults } from './recipient-record.ts';
import {
  anyStoredRecipient,
  deleteRecipient,
  insertRecipient,
  replaceRecipient,
  storedRecipient,
} from './recipient-rows.ts';

type RecipientPart = Pick<
  Directory,
  | 'groups'
  | 'membersOf'
  | 'expansionOf'
  | 'isAmong'
  | 'hasFullAccess'
  | 'mailboxesOpenTo'
  | 'createGroup'
  | 'updateGroup'
  | 'createContact'
  | 'updateContact'
  | 'removeRecipient'
  | 'disableMailbox'
  | 'enableMailbox'
  | 'updateMailboxless'
>;

/** The directory's part for groups, contacts, and accounts without a mailbox. */
export function openRecipients(parts: {
  readonly scope: Scope;
  readonly clock: Clock;
  readonly index: DirectoryIndex;
  readonly others: RecipientIndex;
  readonly passwords: NotedPasswords | null;
  readonly check: RecipientCheck;
}): RecipientPart {
  const { scope, clock, index, others, passwords, check } = parts;
  const hasFullAccess = (owner: string, user: string): boolean =>
    owner === user || isAmong(others, index.guid(owner)?.fullAccess ?? [], user);

  const create = <R extends DistributionGroup | MailContact>(given: R): Promise<R> =>
    scope.write(async (writer) => {
      const recipient = checkRecipient(index, given);
      check(null, recipient);
      await insertRecipient(writer, recipient);
      writer.onCommit(() => others.put(recipient));
      return recipient;
    });

  const update = <K extends 'group' | 'contact'>(
    guid: string,
    kind: K,
    change: object | ((current: Extract<OtherRecipient, { kind: K }>) => object),
  ): Promise<Extract<OtherRecipient, { kind: K }>> =>
    scope.write(async (writer) => {
      const current = await storedRecipient(writer, guid, kind);
      const changed = typeof change === 'function' ? change(current) : change;
      const recipient = checkRecipient(index, {
        ...current,
        ...changed,
        guid,
        kind,
        whenChanged: clock.now(),
      } as never);
      check(current, recipient);
      await replaceRecipient(writer, recipient);
      writer.onCommit(() => others.put(recipient));
      return recipient;
    });

  return {
    groups: () => others.all().filter((other) => other.kind === 'group'),
    membersOf: (group) => membersOf(index, others, group),
    expansionOf: (group) => expansionOfGroup(index, others, group),
    isAmong: (references, guid) => isAmong(others, references, guid),
    hasFullAccess,
    mailboxesOpenTo: (user) =>
      index.all().filter(({ guid, fullAccess }) => guid !== user && isAmong(others, fullAccess, user)),

    createGroup({ primarySmtpAddress, ...given }) {
      const group: DistributionGroup = {
        ...newGroupDefaults,
        displayName: given.name,
        ...given,
        ...fresh('group', [primarySmtpAddress]),
      };
      return create(group);
    },
    updateGroup: (guid, change) => update(guid, 'group', change),

    createContact({ primarySmtpAddress, ...given }) {
      const contact: MailContact = {
        ...newContactDefaults,
        displayName: given.name,
        ...given,
        ...fresh('contact', primarySmtpAddress === undefined ? [] : [primarySmtpAddress]),
      };
      return create(contact);
    },
    updateContact: (guid, change) => update(guid, 'contact', change),

    removeRecipient: (guid) =>
      scope.write(async (writer) => {
        const recipient = await anyStoredRecipient(writer, guid);
        if (recipient === null) return;
        check(recipient, null);
        await deleteRecipient(writer, guid);
        writer.onCommit(() => others.drop(guid));
      }),

    disableMailbox: (guid) =>
      scope.write(async (writer) => {
        const row = await writer.get<{ record: string; password_hash: string | null }>(
          'SELECT record, password_hash FROM mailbox WHERE guid = ?',
          guid,
        );
        if (row === undefined) throw noMailbox(guid);
        const mailbox = readMailbox(guid, row.record);
        const { name, alias, displayName, whenCreated } = mailbox;
        const user: MailboxlessUser = {
          kind: 'mailboxless',
          guid,
          name,
          alias,
          displayName,
          whenCreated,
          emailAddresses: [],
          mailbox,
          whenChanged: clock.now(),
          whenDisabled: clock.now(),
        };
        check(mailbox, user);
        await deleteMailbox(writer, guid);
        await insertRecipient(writer, user, row.password_hash);
        writer.onCommit(() => {
          index.drop(guid);
          others.put(user);
        });
        return user;
      }),

    updateMailboxless: (guid, change) =>
      scope.write(async (writer) => {
        const user = await storedRecipient(writer, guid, 'mailboxless');
        const mailbox = { ...readMailbox(guid, JSON.stringify(user.mailbox)), ...change };
        const { name, displayName } = mailbox;
        const changed: MailboxlessUser = { ...user, name, displayName, mailbox, whenChanged: clock.now() };
        check(user, changed);
        await replaceRecipient(writer, changed);
        writer.onCommit(() => others.put(changed));
        return changed;
      }),

    enableMailbox: (guid, { alias, primarySmtpAddress }) =>
      scope.write(async (writer) => {
        const user = await storedRecipient(writer, guid, 'mailboxless');
        const row = await writer.get<{ password_hash: string | null }>(
          'SELECT password_hash FROM recipient WHERE guid = ?',
          guid,
        );
        const mailbox: Mailbox = checkMailbox(index, {
          ...readMailbox(guid, JSON.stringify(user.mailbox)),
          alias: alias ?? user.alias,
          emailAddresses: [primarySmtpAddress],
          whenChanged: clock.now(),
        });
        check(user, mailbox);
        await deleteRecipient(writer, guid);
        const hash = row?.password_hash ?? null;
        await insertMailbox(writer, mailbox, hash);
        writer.onCommit(() => {
          passwords?.written(guid, hash);
          others.drop(guid);
          index.put(mailbox);
        });
        return mailbox;
      }),
  };

  function fresh<K extends 'group' | 'contact'>(kind: K, emailAddresses: readonly string[]) {
    const now = clock.now();
    return { kind, guid: randomUUID(), emailAddresses, whenCreated: now, whenChanged: now };
  }
}

function noMailbox(guid: string): DirectoryError {
  return new DirectoryError(
    'not-found',
    `There is no mailbox with the id ${guid}.`,
    `Aucune boîte aux lettres n’a l’identifiant ${guid}.`,
  );
}
