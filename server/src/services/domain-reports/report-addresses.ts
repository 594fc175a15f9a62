import { asciiDomain } from '../../domain/queue/address-space.ts';

/** Where reports come to, in lower case: as `DomainReportAddresses` says, else where Get-DnsRecordAdvice sends them. */
export function reportAddresses(named: readonly string[], domains: readonly string[]): readonly string[] {
  return (named.length > 0 ? named : domains.map((domain) => `postmaster@${domain}`)).map((one) => one.toLowerCase());
}

/** Whether a domain of a report is one of ours or stands below it; all of them in ASCII or as their owner writes them. */
export function isAboutOurs(domain: string, domains: readonly string[]): boolean {
  return domains.some((one) => `.${domain}`.endsWith(`.${asciiDomain(one) ?? one.toLowerCase()}`));
}
