import type { Clock } from '../../platform/clock/clock.ts';
import type { SystemScope } from '../../storage/system-scope.ts';
import { DirectoryError } from '../directory/directory.ts';
import { AddressSyntaxError, normalizeDomainPattern } from '../directory/email-address.ts';
import { asciiDomain, closeness } from '../queue/address-space.ts';
import { type NamedRecord, type NamedRecords, openNamedRecords } from './named-records.ts';

/** Which text of an automatic reply goes to a remote domain. */
export type AllowedOofType = 'External' | 'ExternalLegacy' | 'InternalLegacy' | 'None';

/** What may leave for a domain that is not ours besides what people write. */
export interface RemoteDomain extends NamedRecord {
  /** `*`, `contoso.com` or `*.contoso.com`; lower case, A-labels. */
  readonly domainName: string;
  readonly allowedOofType: AllowedOofType;
  /** Answers that mail programs of users write by themselves. */
  readonly autoReplyEnabled: boolean;
  /** What inbox rules and ForwardingSmtpAddress send on. */
  readonly autoForwardEnabled: boolean;
  /** Reports of success and delay to senders there. */
  readonly deliveryReportEnabled: boolean;
  /** Non-delivery reports to senders there. */
  readonly ndrEnabled: boolean;
  /** What is kept and has no effect here; by Exchange's property name, JSON values. */
  readonly otherProperties: Readonly<Record<string, unknown>>;
}

export interface RemoteDomains extends NamedRecords<RemoteDomain> {
  /** The one that says most closely what holds for an address in another domain. */
  of(address: string): RemoteDomain;
}

export const defaultRemoteDomainName = 'Default';

export const newRemoteDomain: Omit<RemoteDomain, keyof NamedRecord | 'domainName'> = {
  allowedOofType: 'External',
  autoReplyEnabled: true,
  autoForwardEnabled: true,
  deliveryReportEnabled: true,
  ndrEnabled: true,
  otherProperties: {},
};

/** Everything may leave: what holds where nobody has made remote domains. */
export const anyRemoteDomain: RemoteDomain = {
  ...newRemoteDomain,
  guid: '',
  name: defaultRemoteDomainName,
  domainName: '*',
  whenCreated: 0,
  whenChanged: 0,
};

/** Opens the remote domains of the system scope; there is always one for every domain. */
export async function openRemoteDomains(parts: {
  readonly scope: SystemScope;
  readonly clock: Clock;
}): Promise<RemoteDomains> {
  const records = await openNamedRecords<RemoteDomain>({
    ...parts,
    table: 'remote_domain',
    defaults: { ...newRemoteDomain, domainName: '*' },
    check: checkDomain,
  });
  if (!records.list().some(({ domainName }) => domainName === '*'))
    await records.create(defaultRemoteDomainName, { ...newRemoteDomain, domainName: '*' });
  return { ...records, of: (address) => closest(records.list(), address) };
}

function closest(all: readonly RemoteDomain[], address: string): RemoteDomain {
  const domain = asciiDomain(address.slice(address.lastIndexOf('@') + 1)) ?? '';
  let found = anyRemoteDomain;
  let best = 0;
  for (const one of all) {
    const close = closeness({ domain: one.domainName, cost: 1 }, domain);
    if (close <= best) continue;
    found = one;
    best = close;
  }
  return found;
}

/** The spelling under which it is kept. @throws DirectoryError 'address-invalid'. */
export function remoteDomainName(written: string): string {
  try {
    return written.trim() === '*' ? '*' : normalizeDomainPattern(written.trim());
  } catch (error) {
    if (error instanceof AddressSyntaxError)
      throw new DirectoryError('address-invalid', error.message, error.french, {
        value: written,
        property: 'DomainName',
      });
    throw error;
  }
}

function checkDomain({ domainName }: RemoteDomain, others: readonly RemoteDomain[]): void {
  const other = others.find((one) => one.domainName === domainName);
  if (other !== undefined)
    throw new DirectoryError(
      'name-taken',
      `The remote domain "${other.name}" is already there for ${domainName}.`,
      `Le domaine distant « ${other.name} » existe déjà pour ${domainName}.`,
      { value: domainName, property: 'DomainName' },
    );
}
