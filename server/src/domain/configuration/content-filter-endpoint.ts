import { isIPv6 } from 'node:net';
import type { LocalisedText } from '@relais/management-contract';

/** Where a content filter listens. */
export type ContentFilterEndpoint =
  | { readonly kind: 'inet'; readonly host: string; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string };

/**
 * As Postfix writes it (`inet:127.0.0.1:11332`, `unix:/run/clamav/clamav-milter.ctl`), as Sendmail does
 * (`inet:8891@localhost`, `local:/run/…`), or an address with its port alone. `null`: it is none of these.
 */
export function parseContentFilter(text: string): ContentFilterEndpoint | null {
  const path = /^(?:unix|local):(\/[^\0\r\n]+)$/i.exec(text)?.[1];
  if (path !== undefined) return { kind: 'unix', path };
  const reversed = /^inet6?:(\d{1,5})@(.+)$/i.exec(text);
  const [host, port] =
    reversed === null
      ? (/^(?:inet6?:)?(\[[^\]]+\]|[^\s:[\]@]+):(\d{1,5})$/i.exec(text)?.slice(1) ?? [])
      : [reversed[2], reversed[1]];
  if (host === undefined || port === undefined) return null;
  const name = host.replace(/^\[(.*)\]$/, '$1');
  const isName = isIPv6(name) || /^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(name);
  return isName && Number(port) > 0 && Number(port) < 65_536 ? { kind: 'inet', host: name, port: Number(port) } : null;
}

/** Why a text may not be the address of a filter; `null`: it may. With one that nobody can ask no mail would come in. */
export function refuseContentFilter(text: string): LocalisedText | null {
  if (parseContentFilter(text) !== null) return null;
  return {
    en: `"${text}" is not the address of a content filter; write one as inet:127.0.0.1:11332 or unix:/run/clamav/clamav-milter.ctl.`,
    fr: `« ${text} » n’est pas l’adresse d’un filtre de contenu ; écrivez inet:127.0.0.1:11332 ou unix:/run/clamav/clamav-milter.ctl.`,
  };
}
