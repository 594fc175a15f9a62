import { createHash } from 'node:crypto';
import type { ClientSetting, ProtocolSettings } from './client-settings.ts';

/** The ports that a name alone means, TLS from the first byte (RFC 8314 §3). */
const standardPorts = { imap: 993, pop: 995, smtp: 465 } as const;

export interface PaccParts {
  readonly organisation: string;
  readonly settings: ProtocolSettings;
  /** Of the JMAP session; `null`: not told. */
  readonly jmapUrl: string | null;
  /** `null`: passwords only. */
  readonly oauthIssuer: string | null;
}

/**
 * The configuration of draft-ietf-mailmaint-pacc-03: `/.well-known/user-agent-configuration.json` at
 * `ua-auto-config.<domain>`. It names hosts and no ports, so a server on another port, or with STARTTLS, is left out
 * rather than promised wrongly. `null` when nothing remains.
 */
export function paccConfiguration({ organisation, settings, jmapUrl, oauthIssuer }: PaccParts): string | null {
  const host = (protocol: keyof typeof standardPorts): { readonly host: string } | undefined => {
    const setting: ClientSetting | null = settings[protocol];
    const isPlain = setting?.encryption === 'SSL' && setting.port === standardPorts[protocol];
    return isPlain ? { host: setting.serverName } : undefined;
  };
  const imap = host('imap');
  const pop3 = host('pop');
  // -03 calls it by its service; until -02 it was `smtp`.
  const submit = host('smtp');
  const canRead = imap !== undefined || pop3 !== undefined;
  // Reading without sending, or the other way round, is half an account.
  const mail = canRead && submit !== undefined ? { imap, pop3, submit } : {};
  if (jmapUrl === null && Object.keys(mail).length === 0) return null;
  return JSON.stringify({
    protocols: { ...(jmapUrl === null ? {} : { jmap: { url: jmapUrl } }), ...mail },
    authentication: { ...(oauthIssuer === null ? {} : { 'oauth-public': { issuer: oauthIssuer } }), password: true },
    info: { provider: { name: organisation } },
  });
}

/** Where a domain's configuration is asked for; the JMAP session stands there too. */
export function paccOrigin(domain: string): string {
  return `https://ua-auto-config.${domain}`;
}

/** The TXT record `_ua-auto-config.<domain>`: programs take a configuration only when its bytes have this digest. */
export function paccRecord(configuration: string): string {
  return `v=UAAC1; a=sha256; d=${createHash('sha256').update(configuration).digest('base64')}`;
}
