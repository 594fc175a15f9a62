import type { ArcResult } from './arc/check-arc.ts';
import type { SignatureVerdict } from './dkim/verify-signature.ts';
import type { DmarcResult } from './dmarc/check-dmarc.ts';
import type { SpfResult } from './spf/check-host.ts';

export interface AuthenticationFacts {
  readonly spf: SpfResult;
  /** Envelope sender, or the name in HELO. */
  readonly spfIdentity: string;
  readonly dkim: readonly (SignatureVerdict & {
    readonly domain: string | null;
    readonly selector: string | null;
    readonly signature: string | null;
  })[];
  readonly arc: ArcResult;
  readonly dmarc: DmarcResult;
  readonly address: string;
}

/** The results as they stand after the server's name, in Authentication-Results and ARC-Authentication-Results alike. */
function resultsText({ spf, spfIdentity, dkim, arc, dmarc, address }: AuthenticationFacts): string {
  const parts = [
    `spf=${spf.verdict} smtp.${spf.identity}=${value(spfIdentity)}`,
    ...(dkim.length === 0 ? ['dkim=none'] : dkim.map(dkimText)),
    `dmarc=${dmarc.verdict}${dmarc.verdict === 'fail' ? ` (p=${dmarc.policy})` : ''} header.from=${value(dmarc.domain || 'unknown')}`,
    ...(arc.verdict === 'none' ? [] : [`arc=${arc.verdict}${because(arc.reason)} smtp.remote-ip=${value(address)}`]),
  ];
  return parts.map((part) => `;\r\n\t${part}`).join('');
}

/** The field of RFC 8601, with its line end. */
export function authenticationResults(server: string, facts: AuthenticationFacts): string {
  return `Authentication-Results: ${server}${resultsText(facts)}\r\n`;
}

function dkimText({ verdict, reason, domain, selector, signature }: AuthenticationFacts['dkim'][number]): string {
  const about = [
    ...(domain === null ? [] : [`header.d=${value(domain)}`]),
    ...(selector === null ? [] : [`header.s=${value(selector)}`]),
    // RFC 6008 §4: enough of the signature to tell it from others.
    ...(signature === null ? [] : [`header.b=${value(signature.slice(0, 8))}`]),
  ];
  return [`dkim=${verdict}${because(reason)}`, ...about].join(' ');
}

// RFC 5322 §2.1.1: the longest line names a reason, a domain and a selector, and has fewer than 998 octets of them.
const mostReasonBytes = 200;
const mostValueBytes = 320;

function because(reason: string | null): string {
  return reason === null ? '' : ` reason="${reason.replace(/[^ -~]|["\\]/g, '').slice(0, mostReasonBytes)}"`;
}

/** RFC 8601 §2.2 pvalue: quoted where it is no token and no address; it can end no line. */
function value(text: string): string {
  let safe = '';
  let room = mostValueBytes;
  for (const character of text.replace(/[^!-~\u00a0-\u{10ffff}]|[\u2028\u2029\ud800-\udfff]/gu, '')) {
    room -= character === '"' || character === '\\' ? 2 : Buffer.byteLength(character);
    if (room < 0) break;
    safe += character;
  }
  return /^[A-Za-z0-9!#$%&'*+.^_`{|}~@-]+$/.test(safe) ? safe : `"${safe.replace(/["\\]/g, '\\$&')}"`;
}

/** The server that a field says it is of (RFC 8601 §2.2 authserv-id), in lower case. `body` is without folding. */
export function resultsServer(body: string): string {
  // Comments may stand before the name, and a version after it.
  let rest = body.trim();
  for (
    let comment = /^\((?:[^()\\]|\\.)*\)\s*/.exec(rest);
    comment !== null;
    comment = /^\((?:[^()\\]|\\.)*\)\s*/.exec(rest)
  )
    rest = rest.slice(comment[0].length);
  const name = /^"((?:[^"\\]|\\.)*)"|^([^\s;(]+)/.exec(rest);
  return (name?.[1]?.replace(/\\(.)/g, '$1') ?? name?.[2] ?? '').toLowerCase();
}
