import { defineCmdlet } from '../../engine/cmdlet.ts';
import { hasWildcard, matchesWildcard } from '../../engine/wildcard.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { acceptedDomainIdentity, acceptedDomainObject, findAcceptedDomain } from './accepted-domain-object.ts';

export const getAcceptedDomain = defineCmdlet({
  name: 'Get-AcceptedDomain',
  synopsis: {
    en: 'Shows the domains that mail is accepted for.',
    fr: 'Affiche les domaines pour lesquels le courrier est accepté.',
  },
  parameters: [{ ...acceptedDomainIdentity, nullable: true, wildcards: true }, domainControllerParameter],
  supportsShouldProcess: false,
  examples: [{ command: 'Get-AcceptedDomain', explanation: { en: 'All of them.', fr: 'Tous.' } }],
  defaultColumns: ['Name', 'DomainName', 'DomainType', 'Default'],
  roles: ['Remote and Accepted Domains', 'View-Only Configuration'],
  async *run({ services }, parameters) {
    const identity = parameters.get<string | null>('Identity') ?? undefined;
    const all = services.directory.acceptedDomains();
    // `*.contoso.com` is the name of a domain before it is a pattern.
    const exact = all.some(({ domainName }) => domainName === identity?.toLowerCase());
    const isPattern = identity !== undefined && hasWildcard(identity) && !exact;
    const found =
      identity === undefined
        ? all
        : isPattern
          ? all.filter(
              ({ name, domainName }) => matchesWildcard(identity, name) || matchesWildcard(identity, domainName),
            )
          : [findAcceptedDomain(services, identity)];
    for (const domain of found) yield acceptedDomainObject(services, domain);
  },
});
