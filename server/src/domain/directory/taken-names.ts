import type { SqlWriter } from '../../storage/sql-engine.ts';
import { DirectoryError } from './directory.ts';
import { nameKey } from './named-index.ts';

export interface NamedRecipient {
  readonly guid: string;
  readonly name: string;
  readonly alias: string;
  readonly emailAddresses: readonly string[];
}

/**
 * A name, an alias and an address mean one recipient, whatever its kind: mailboxes stand in a table of their own.
 * @throws DirectoryError 'name-taken' or 'address-taken'.
 */
export async function refuseTakenBy(
  writer: SqlWriter,
  recipient: NamedRecipient,
  others: 'mailbox' | 'recipient',
): Promise<void> {
  for (const [column, property, what, french, value] of [
    ['name_key', 'Name', 'name', 'nom', recipient.name],
    ['alias_key', 'Alias', 'alias', 'alias', recipient.alias],
  ] as const) {
    const taken = await writer.get(
      `SELECT guid FROM ${others} WHERE ${column} = ? AND guid <> ?`,
      nameKey(value),
      recipient.guid,
    );
    if (taken !== undefined)
      throw new DirectoryError(
        'name-taken',
        `The ${what} "${value}" is already in use by another recipient.`,
        `« ${value} » (${french}) est déjà utilisé par un autre destinataire.`,
        { value, property },
      );
  }
  for (const address of recipient.emailAddresses) {
    const taken = await writer.get(
      `SELECT address FROM ${others}_address WHERE address = ? AND ${others} <> ?`,
      address,
      recipient.guid,
    );
    if (taken !== undefined)
      throw new DirectoryError(
        'address-taken',
        `The address "${address}" is already in use by another recipient.`,
        `L’adresse « ${address} » est déjà utilisée par un autre destinataire.`,
        { value: address },
      );
  }
}
