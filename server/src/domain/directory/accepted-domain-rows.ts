import type { SqlWriter } from '../../storage/sql-engine.ts';
import { type AcceptedDomain, DirectoryError, type NewAcceptedDomain } from './directory.ts';
import type { DirectoryIndex } from './directory-index.ts';
import { AddressSyntaxError, domainMatches, domainOf, normalizeDomainPattern } from './email-address.ts';
import { nameKey } from './named-index.ts';

/** The first domain becomes the default, whatever was asked: an organisation always has one. */
export async function insertAcceptedDomain(
  writer: SqlWriter,
  index: DirectoryIndex,
  given: AcceptedDomain,
): Promise<AcceptedDomain> {
  const others = await storedDomains(writer);
  const domain = checked(others, { ...given, isDefault: given.isDefault || others.length === 0 });
  await writer.run(
    'INSERT INTO accepted_domain (guid, domain_name, name_key, record) VALUES (?, ?, ?, ?)',
    domain.guid,
    domain.domainName,
    nameKey(domain.name),
    JSON.stringify(domain),
  );
  await passOnDefault(writer, index, others, domain);
  return domain;
}

export async function changeAcceptedDomain(
  writer: SqlWriter,
  index: DirectoryIndex,
  guid: string,
  change: Partial<Omit<AcceptedDomain, 'guid'>>,
): Promise<AcceptedDomain> {
  const all = await storedDomains(writer);
  const current = existing(all, guid);
  const others = all.filter((domain) => domain.guid !== guid);
  const domain = checked(others, { ...current, ...change, guid });
  if (current.isDefault && !domain.isDefault) {
    throw new DirectoryError(
      'in-use',
      `"${current.name}" is the default domain; make another domain the default instead.`,
      `« ${current.name} » est le domaine par défaut ; désignez plutôt un autre domaine par défaut.`,
    );
  }
  if (domain.domainName !== current.domainName) await refuseUsed(writer, all, current);
  await update(writer, domain);
  await passOnDefault(writer, index, others, domain);
  return domain;
}

export async function deleteAcceptedDomain(writer: SqlWriter, index: DirectoryIndex, guid: string): Promise<void> {
  const all = await storedDomains(writer);
  const domain = existing(all, guid);
  if (domain.isDefault) {
    throw new DirectoryError(
      'in-use',
      `"${domain.name}" is the default domain and can't be removed; make another domain the default first.`,
      `« ${domain.name} » est le domaine par défaut et ne peut pas être supprimé ; désignez d’abord un autre domaine par défaut.`,
    );
  }
  await refuseUsed(writer, all, domain);
  await writer.run('DELETE FROM accepted_domain WHERE guid = ?', guid);
  writer.onCommit(() => index.dropDomain(guid));
}

async function storedDomains(writer: SqlWriter): Promise<readonly AcceptedDomain[]> {
  const rows = await writer.all<{ guid: string; record: string }>('SELECT guid, record FROM accepted_domain');
  return rows.map((row) => readDomain(row.guid, row.record));
}

/** A field that a newer version added reads as its default in a row that an older one wrote. */
export function readDomain(guid: string, json: string): AcceptedDomain {
  return { catchAll: null, ...(JSON.parse(json) as NewAcceptedDomain), guid };
}

function existing(all: readonly AcceptedDomain[], guid: string): AcceptedDomain {
  const domain = all.find((candidate) => candidate.guid === guid);
  if (domain === undefined)
    throw new DirectoryError(
      'not-found',
      `There is no accepted domain with the id ${guid}.`,
      `Aucun domaine accepté n’a l’identifiant ${guid}.`,
    );
  return domain;
}

function checked(others: readonly AcceptedDomain[], given: AcceptedDomain): AcceptedDomain {
  let domainName: string;
  try {
    domainName = normalizeDomainPattern(given.domainName);
  } catch (error) {
    if (error instanceof AddressSyntaxError)
      throw new DirectoryError('address-invalid', error.message, error.french, {
        value: given.domainName,
        property: 'DomainName',
      });
    throw error;
  }
  if (given.name.length === 0 || given.name.length > 64) {
    throw new DirectoryError(
      'address-invalid',
      `The name "${given.name}" of an accepted domain must have 1 to 64 characters.`,
      `Le nom « ${given.name} » d’un domaine accepté doit compter de 1 à 64 caractères.`,
      { value: given.name, property: 'Name' },
    );
  }
  if (given.isDefault && domainName.startsWith('*.')) {
    throw new DirectoryError(
      'address-invalid',
      `"${domainName}" stands for many domains and can't be the default domain.`,
      `« ${domainName} » désigne plusieurs domaines et ne peut pas être le domaine par défaut.`,
    );
  }
  for (const other of others) {
    if (other.domainName === domainName)
      throw new DirectoryError(
        'name-taken',
        `The domain "${domainName}" is already accepted as "${other.name}".`,
        `Le domaine « ${domainName} » est déjà accepté sous le nom « ${other.name} ».`,
        { value: given.domainName, property: 'DomainName' },
      );
    if (nameKey(other.name) === nameKey(given.name)) {
      throw new DirectoryError(
        'name-taken',
        `The name "${given.name}" is already in use for the accepted domain ${other.domainName}.`,
        `Le nom « ${given.name} » est déjà utilisé pour le domaine accepté ${other.domainName}.`,
        { value: given.name, property: 'Name' },
      );
    }
  }
  return { ...given, domainName };
}

async function refuseUsed(writer: SqlWriter, all: readonly AcceptedDomain[], domain: AcceptedDomain): Promise<void> {
  const remaining = all.filter((other) => other.guid !== domain.guid);
  const addresses = 'SELECT address FROM mailbox_address UNION ALL SELECT address FROM recipient_address';
  for (const { address } of await writer.all<{ address: string }>(addresses)) {
    const part = domainOf(address);
    if (domainMatches(domain.domainName, part) && !remaining.some((other) => domainMatches(other.domainName, part))) {
      throw new DirectoryError(
        'in-use',
        `The domain "${domain.domainName}" is in use: "${address}" belongs to it. Give that recipient another address first.`,
        `Le domaine « ${domain.domainName} » est utilisé : « ${address} » lui appartient. Donnez d’abord une autre adresse à ce destinataire.`,
      );
    }
  }
}

async function update(writer: SqlWriter, domain: AcceptedDomain): Promise<void> {
  await writer.run(
    'UPDATE accepted_domain SET domain_name = ?, name_key = ?, record = ? WHERE guid = ?',
    domain.domainName,
    nameKey(domain.name),
    JSON.stringify(domain),
    domain.guid,
  );
}

async function passOnDefault(
  writer: SqlWriter,
  index: DirectoryIndex,
  others: readonly AcceptedDomain[],
  domain: AcceptedDomain,
): Promise<void> {
  const demoted = domain.isDefault
    ? others.filter((other) => other.isDefault).map((other) => ({ ...other, isDefault: false }))
    : [];
  for (const other of demoted) await update(writer, other);
  writer.onCommit(() => {
    for (const changed of [...demoted, domain]) index.putDomain(changed);
  });
}
