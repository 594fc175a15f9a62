import type { OwaSettings } from '../domain/configuration/owa-settings.ts';
import type { Service } from '../protocols/service.ts';

export interface PublishedParts {
  readonly fqdn: string;
  /** Those in force, not those that wait for iisreset. */
  readonly settings: () => Pick<OwaSettings, 'ExternalUrl' | 'BasicAuthentication'>;
  readonly web: () => Pick<Service, 'state' | 'bound'>;
}

/**
 * RFC 9698: where webmail's JMAP is, as clients outside reach it now: Set-OwaVirtualDirectory -ExternalUrl, or where the web
 * service listens. Undefined while it is stopped, and where no program may sign in to JMAP with a password
 * (-BasicAuthentication): what signed in to IMAP would be refused there.
 */
export function publishedJmapUrl({ fqdn, settings, web }: PublishedParts): () => string | undefined {
  let known = { base: '', url: '' };
  return () => {
    const { ExternalUrl, BasicAuthentication } = settings();
    const { state, bound } = web();
    const listener = bound[0];
    if (!BasicAuthentication || state !== 'Running' || listener === undefined) return undefined;
    const base = ExternalUrl ?? `https://${fqdn}:${listener.port}`;
    // URL leaves :443 out.
    if (base !== known.base) known = { base, url: new URL('/.well-known/jmap', base).href };
    return known.url;
  };
}
