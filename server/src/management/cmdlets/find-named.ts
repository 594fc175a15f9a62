import type { NamedRecord, NamedRecords } from '../../domain/configuration/named-records.ts';
import { CmdletError, objectNotFound } from '../engine/cmdlet-error.ts';
import type { ManagementServices } from '../engine/services.ts';
import { hasWildcard, matchesWildcard } from '../engine/wildcard.ts';

/** By name, GUID, distinguished name or what else `alsoKnownAs` says. @throws CmdletError ManagementObjectNotFound */
export function findNamed<T extends NamedRecord>(
  services: ManagementServices,
  records: Pick<NamedRecords<T>, 'list'>,
  identity: string,
  alsoKnownAs: (record: T) => readonly string[] = () => [],
): T {
  const wanted = identity.trim().toLowerCase();
  const found = records
    .list()
    .find((one) =>
      [one.name, one.guid, ...alsoKnownAs(one)].some((text) => text.toLowerCase() === wanted || isIn(wanted, one)),
    );
  if (found === undefined) throw objectNotFound(identity, services.server.fqdn);
  return found;
}

/** `CN=Default,CN=…`: a distinguished name begins with the name. */
function isIn(wanted: string, { name }: NamedRecord): boolean {
  return wanted.startsWith(`cn=${name.toLowerCase()},cn=`);
}

/** All that a pattern means; nothing given means all. */
export function matchNamed<T extends NamedRecord>(
  services: ManagementServices,
  records: Pick<NamedRecords<T>, 'list'>,
  identity: string | null | undefined,
  alsoKnownAs: (record: T) => readonly string[] = () => [],
): readonly T[] {
  if (identity === undefined || identity === null) return records.list();
  const exact = records.list().filter((one) => [one.name, ...alsoKnownAs(one)].includes(identity));
  if (exact.length > 0) return exact;
  if (!hasWildcard(identity)) return [findNamed(services, records, identity, alsoKnownAs)];
  return records
    .list()
    .filter((one) => [one.name, ...alsoKnownAs(one)].some((text) => matchesWildcard(identity, text)));
}

export function nothingModified(name: string): { readonly en: string; readonly fr: string } {
  return {
    en: `The command completed successfully but no settings of '${name}' have been modified.`,
    fr: `La commande s’est terminée correctement mais aucun paramètre de « ${name} » n’a été modifié.`,
  };
}

export function refusedChange(en: string, fr: string, parameter?: string): CmdletError {
  return new CmdletError({
    id: 'InvalidOperation',
    category: 'InvalidOperation',
    exception: 'InvalidOperationException',
    ...(parameter === undefined ? {} : { parameter }),
    text: { en, fr },
  });
}
