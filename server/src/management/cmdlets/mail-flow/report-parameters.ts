import { type ParameterDescription, Unlimited } from '@relais/management-contract';
import type { DomainReportQuery } from '../../../domain/reports/domain-report.ts';
import { asciiDomain } from '../../../domain/queue/address-space.ts';
import type { BoundParameters } from '../../engine/bound-parameters.ts';

/** What both cmdlets of reports about our domains take. */
export const reportParameters: readonly ParameterDescription[] = [
  {
    name: 'DomainName',
    type: { kind: 'string', maxLength: 253 },
    position: 1,
    pipeline: 'both',
    aliases: ['Identity'],
    help: {
      en: 'A domain of yours, with its subdomains; all of them when left out.',
      fr: 'Un de vos domaines, avec ses sous-domaines ; tous par défaut.',
    },
  },
  {
    name: 'StartDate',
    type: { kind: 'datetime' },
    help: { en: 'Reports of spans that end after it.', fr: 'Rapports de périodes qui finissent après.' },
  },
  {
    name: 'EndDate',
    type: { kind: 'datetime' },
    help: { en: 'Reports of spans that begin before it.', fr: 'Rapports de périodes qui commencent avant.' },
  },
  {
    name: 'Organization',
    type: { kind: 'string', maxLength: 255 },
    help: { en: 'Who reports: a part of its name.', fr: 'Qui rapporte : une partie de son nom.' },
  },
  {
    name: 'Failed',
    type: { kind: 'switch' },
    help: { en: 'Only what failed.', fr: 'Seulement ce qui a échoué.' },
  },
  {
    name: 'ResultSize',
    type: { kind: 'int', min: 1, max: 1_000_000, unlimited: true },
    defaultText: '1000',
    help: { en: 'How many at most.', fr: 'Combien au plus.' },
  },
];

/** Of the parameters, for the store. */
export function reportQuery(given: BoundParameters): Omit<DomainReportQuery<'dmarc'>, 'kind'> {
  const domain = given.get<string>('DomainName');
  const [start, end] = [given.get<Date>('StartDate'), given.get<Date>('EndDate')];
  return {
    ...(domain === undefined ? {} : { domain: asciiDomain(domain) ?? domain.toLowerCase() }),
    ...(start === undefined ? {} : { start: start.getTime() }),
    ...(end === undefined ? {} : { end: end.getTime() }),
  };
}

export function mostResults(given: BoundParameters): number {
  const most = given.get<number | Unlimited>('ResultSize') ?? 1000;
  return most instanceof Unlimited ? Number.POSITIVE_INFINITY : most;
}

export function isOfOrganization(given: BoundParameters, organization: string): boolean {
  return organization.toLowerCase().includes((given.get<string>('Organization') ?? '').toLowerCase());
}
