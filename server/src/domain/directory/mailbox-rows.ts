import type { SqlWriter } from '../../storage/sql-engine.ts';
import { DirectoryError, type Mailbox } from './directory.ts';
import { writeMailbox } from './mailbox-record.ts';
import { nameKey } from './named-index.ts';
import { refuseTakenBy } from './taken-names.ts';

/** @throws DirectoryError 'name-taken' or 'address-taken'. */
export async function insertMailbox(writer: SqlWriter, mailbox: Mailbox, passwordHash: string | null): Promise<void> {
  await refuseTaken(writer, mailbox);
  await writer.run(
    'INSERT INTO mailbox (guid, name_key, alias_key, upn_key, sam_key, password_hash, record) VALUES (?, ?, ?, ?, ?, ?, ?)',
    mailbox.guid,
    ...keysOf(mailbox),
    passwordHash,
    writeMailbox(mailbox),
  );
  await insertAddresses(writer, mailbox);
}

/** @throws DirectoryError 'name-taken' or 'address-taken'. */
export async function replaceMailbox(writer: SqlWriter, mailbox: Mailbox): Promise<void> {
  await refuseTaken(writer, mailbox);
  await writer.run(
    'UPDATE mailbox SET name_key = ?, alias_key = ?, upn_key = ?, sam_key = ?, record = ? WHERE guid = ?',
    ...keysOf(mailbox),
    writeMailbox(mailbox),
    mailbox.guid,
  );
  await writer.run('DELETE FROM mailbox_address WHERE mailbox = ?', mailbox.guid);
  await insertAddresses(writer, mailbox);
}

export async function deleteMailbox(writer: SqlWriter, guid: string): Promise<void> {
  await writer.run('DELETE FROM mailbox_address WHERE mailbox = ?', guid);
  await writer.run('DELETE FROM mailbox WHERE guid = ?', guid);
}

function keysOf(mailbox: Mailbox): readonly [string, string, string, string] {
  return [
    nameKey(mailbox.name),
    nameKey(mailbox.alias),
    nameKey(mailbox.userPrincipalName),
    nameKey(mailbox.samAccountName),
  ];
}

async function insertAddresses(writer: SqlWriter, mailbox: Mailbox): Promise<void> {
  await writer.runMany(
    'INSERT INTO mailbox_address (address, mailbox, position) VALUES (?, ?, ?)',
    mailbox.emailAddresses.map((address, position) => [address, mailbox.guid, position]),
  );
}

async function refuseTaken(writer: SqlWriter, mailbox: Mailbox): Promise<void> {
  await refuseTakenBy(writer, mailbox, 'mailbox');
  await refuseTakenBy(writer, mailbox, 'recipient');
  const names = [
    ['upn_key', 'UserPrincipalName', 'user principal name', 'nom d’utilisateur principal', mailbox.userPrincipalName],
    ['sam_key', 'SamAccountName', 'SAM account name', 'nom de compte SAM', mailbox.samAccountName],
  ] as const;
  for (const [column, property, what, french, value] of names) {
    const taken = await writer.get(
      `SELECT guid FROM mailbox WHERE ${column} = ? AND guid <> ?`,
      nameKey(value),
      mailbox.guid,
    );
    if (taken !== undefined)
      throw new DirectoryError(
        'name-taken',
        `The ${what} "${value}" is already in use by another mailbox.`,
        `« ${value} » (${french}) est déjà utilisé par une autre boîte aux lettres.`,
        { value, property },
      );
  }
}
