/** Where a recipient's mail goes next. Recipients with the same next hop wait in one queue, as in Exchange. */
export type NextHop =
  /** A mailbox here. */
  | { readonly kind: 'mailbox' }
  /** The domain's own mail exchangers; `domain` in lower case with A-labels, or an address literal. */
  | {
      readonly kind: 'dns';
      readonly connector: string;
      readonly domain: string;
      /** Mail that says TLS-Required: No (RFC 8689 §4.2.2) waits in a queue of its own: other demands hold for the rest. */
      readonly tlsOptional?: true;
    }
  /** The smart hosts of a connector. */
  | { readonly kind: 'smart-host'; readonly connector: string }
  /** No enabled send connector covers the domain. */
  | { readonly kind: 'unreachable' };

/** As it is stored with each recipient; `connector` is a GUID. */
export function nextHopKey(hop: NextHop): string {
  switch (hop.kind) {
    case 'mailbox':
    case 'unreachable':
      return hop.kind;
    case 'smart-host':
      return `smart-host ${hop.connector}`;
    case 'dns':
      return `${hop.tlsOptional === true ? 'dns-tls-optional' : 'dns'} ${hop.connector} ${hop.domain}`;
  }
}

/** The same way without the demands that its domain publishes about TLS; a connector's own demands stay. */
export function withTlsOptional(hop: NextHop): NextHop {
  return hop.kind === 'dns' ? { ...hop, tlsOptional: true } : hop;
}

export function readNextHop(key: string): NextHop {
  const [kind, connector = '', domain = ''] = key.split(' ');
  switch (kind) {
    case 'mailbox':
      return { kind };
    case 'smart-host':
      return { kind, connector };
    case 'dns':
      return { kind, connector, domain };
    case 'dns-tls-optional':
      return { kind: 'dns', connector, domain, tlsOptional: true };
    default:
      return { kind: 'unreachable' };
  }
}
