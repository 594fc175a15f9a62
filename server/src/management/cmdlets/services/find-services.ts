import type { ParameterDescription } from '@relais/management-contract';
import type { Service } from '../../../protocols/service.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { hasWildcard, matchesWildcard } from '../../engine/wildcard.ts';

/** A Windows service name of Exchange and the service of ours that it means; two names may mean one. */
export interface NamedService {
  readonly name: string;
  readonly displayName: string;
  readonly service: Service;
}

/** Names that only exist beside others, as Exchange displays them (reference §5.1). */
const displayNames: Readonly<Record<string, string>> = {
  msexchangeimap4be: 'Microsoft Exchange IMAP4 Backend',
  msexchangepop3be: 'Microsoft Exchange POP3 Backend',
  msexchangefrontendtransport: 'Microsoft Exchange Frontend Transport',
  msexchangetransport: 'Microsoft Exchange Transport',
  iisadmin: 'IIS Admin Service',
};

export const serviceNameParameter: ParameterDescription = {
  name: 'Name',
  type: { kind: 'identity', of: 'Service' },
  list: true,
  position: 1,
  pipeline: 'both',
  aliases: ['ServiceName'],
  wildcards: true,
  help: {
    en: 'Names of services in any case, such as MSExchangeImap4, MSExchangeIMAP4BE or W3SVC; wildcards are taken.',
    fr: 'Noms de services, sans distinction de casse, comme MSExchangeImap4, MSExchangeIMAP4BE ou W3SVC ; caractères génériques acceptés.',
  },
};

export const computerNameParameter: ParameterDescription = {
  name: 'ComputerName',
  type: { kind: 'identity', of: 'Server' },
  list: true,
  aliases: ['Cn'],
  help: { en: 'The server; there is one here.', fr: 'Le serveur ; il n’y en a qu’un ici.' },
};

/** Every name there is, in the order of the services. */
export function namedServices(services: ManagementServices): readonly NamedService[] {
  return services
    .services()
    .flatMap((service) => [
      { name: service.name, displayName: service.displayName, service },
      ...service.alsoKnownAs
        .filter((name) => name.toLowerCase() in displayNames)
        .map((name) => ({ name, displayName: displayNames[name.toLowerCase()] ?? service.displayName, service })),
    ]);
}

/** By name or display name. @throws CmdletError for a name without wildcards that means nothing. */
export function findServices(services: ManagementServices, pattern: string): readonly NamedService[] {
  const all = namedServices(services);
  if (hasWildcard(pattern)) {
    return all.filter(
      ({ name, displayName }) => matchesWildcard(pattern, name) || matchesWildcard(pattern, displayName),
    );
  }
  const wanted = pattern.toLowerCase();
  const found = all.find(
    ({ name, displayName }) => name.toLowerCase() === wanted || displayName.toLowerCase() === wanted,
  );
  const known =
    found?.service ??
    services.services().find(({ alsoKnownAs }) => alsoKnownAs.some((name) => name.toLowerCase() === wanted));
  if (known === undefined)
    throw unknownService(
      pattern,
      all.map(({ name }) => name),
    );
  return [found ?? { name: pattern, displayName: known.displayName, service: known }];
}

/** Several patterns, each service of ours once. */
export function findDistinctServices(
  services: ManagementServices,
  patterns: readonly string[],
): readonly NamedService[] {
  const found = patterns.flatMap((pattern) => findServices(services, pattern));
  return found.filter((named, index) => found.findIndex(({ service }) => service === named.service) === index);
}

function unknownService(name: string, known: readonly string[]): CmdletError {
  return new CmdletError({
    id: 'NoServiceFoundForGivenName',
    category: 'ObjectNotFound',
    exception: 'ServiceCommandException',
    target: name,
    text: {
      en: `Cannot find any service with service name '${name}'. There are: ${known.join(', ')}.`,
      fr: `Aucun service nommé « ${name} ». Il existe : ${known.join(', ')}.`,
    },
  });
}
