import type { SqlReader, SqlWriter } from '../../storage/sql-engine.ts';
import { DirectoryError } from './directory.ts';
import { nameKey } from './named-index.ts';
import type { OtherRecipient } from './recipient.ts';
import { readRecipient, writeRecipient } from './recipient-record.ts';
import { refuseTakenBy } from './taken-names.ts';

/** @throws DirectoryError 'name-taken' or 'address-taken'. */
export async function insertRecipient(
  writer: SqlWriter,
  recipient: OtherRecipient,
  passwordHash: string | null = null,
): Promise<void> {
  await refuseTaken(writer, recipient);
  await writer.run(
    'INSERT INTO recipient (guid, kind, name_key, alias_key, password_hash, record) VALUES (?, ?, ?, ?, ?, ?)',
    recipient.guid,
    recipient.kind,
    nameKey(recipient.name),
    nameKey(recipient.alias),
    passwordHash,
    writeRecipient(recipient),
  );
  await insertAddresses(writer, recipient);
}

/** @throws DirectoryError 'name-taken' or 'address-taken'. */
export async function replaceRecipient(writer: SqlWriter, recipient: OtherRecipient): Promise<void> {
  await refuseTaken(writer, recipient);
  await writer.run(
    'UPDATE recipient SET name_key = ?, alias_key = ?, record = ? WHERE guid = ?',
    nameKey(recipient.name),
    nameKey(recipient.alias),
    writeRecipient(recipient),
    recipient.guid,
  );
  await writer.run('DELETE FROM recipient_address WHERE recipient = ?', recipient.guid);
  await insertAddresses(writer, recipient);
}

export async function deleteRecipient(writer: SqlWriter, guid: string): Promise<void> {
  await writer.run('DELETE FROM recipient_address WHERE recipient = ?', guid);
  await writer.run('DELETE FROM recipient WHERE guid = ?', guid);
}

/** @throws DirectoryError 'not-found', also for a recipient of another kind. */
export async function storedRecipient<K extends OtherRecipient['kind']>(
  reader: SqlReader,
  guid: string,
  kind: K,
): Promise<Extract<OtherRecipient, { kind: K }>> {
  const row = await reader.get<{ record: string }>(
    'SELECT record FROM recipient WHERE guid = ? AND kind = ?',
    guid,
    kind,
  );
  if (row === undefined)
    throw new DirectoryError(
      'not-found',
      `There is no recipient of this kind with the id ${guid}.`,
      `Aucun destinataire de ce type n’a l’identifiant ${guid}.`,
    );
  return readRecipient(guid, kind, row.record) as Extract<OtherRecipient, { kind: K }>;
}

/** Of whichever kind. */
export async function anyStoredRecipient(reader: SqlReader, guid: string): Promise<OtherRecipient | null> {
  const row = await reader.get<{ kind: string; record: string }>(
    'SELECT kind, record FROM recipient WHERE guid = ?',
    guid,
  );
  return row === undefined ? null : readRecipient(guid, row.kind, row.record);
}

async function refuseTaken(writer: SqlWriter, recipient: OtherRecipient): Promise<void> {
  await refuseTakenBy(writer, recipient, 'recipient');
  await refuseTakenBy(writer, recipient, 'mailbox');
}

async function insertAddresses(writer: SqlWriter, { guid, emailAddresses }: OtherRecipient): Promise<void> {
  await writer.runMany(
    'INSERT INTO recipient_address (address, recipient, position) VALUES (?, ?, ?)',
    emailAddresses.map((address, position) => [address, guid, position]),
  );
}
