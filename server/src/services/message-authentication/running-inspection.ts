import { addressSpec, parseAddressList } from '@relais/mime';
import type { FailureAction, TransportSettings } from '../../domain/configuration/transport-settings.ts';
import { asciiDomain } from '../../domain/queue/address-space.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Log } from '../../platform/log/log.ts';
import { type ArcResult, checkArc } from './arc/check-arc.ts';
import { type ArcSet, readArcSets } from './arc/arc-sets.ts';
import { type AuthenticationFacts, authenticationResults } from './authentication-results.ts';
import { BodyHash } from './dkim/body-hash.ts';
import { parseSignatureField, type SignatureField } from './dkim/signature-field.ts';
import { type BodyFacts, checkSignature } from './dkim/verify-signature.ts';
import { checkDmarc } from './dmarc/check-dmarc.ts';
import { observationOf } from './dmarc/observation-of.ts';
import { fieldBody, type HeaderField, readHeaderFields } from './header-fields.ts';
import type { LookupBudget } from './lookup-budget.ts';
import type { InspectionVerdict, MessageInspection, MessageOrigin } from './message-inspector.ts';
import type { ResultsProof } from './results-proof.ts';
import { checkSpf, type SpfResult } from './spf/check-host.ts';

/** More signatures are not looked at: each costs a hash of the body and a question. */
const mostSignatures = 5;

export interface InspectionParts {
  readonly origin: MessageOrigin;
  readonly settings: TransportSettings;
  readonly budget: LookupBudget;
  readonly clock: Clock;
  readonly log: Log;
  readonly proof: ResultsProof | undefined;
}

/** SPF is asked while the message comes; the body is hashed as it passes; keys and policies are asked for at its end. */
export class RunningInspection implements MessageInspection {
  private readonly parts: InspectionParts;
  private readonly spf: Promise<SpfResult>;
  private fields: readonly HeaderField[] = [];
  private storedFields: readonly HeaderField[] = [];
  private signatures: readonly (SignatureField | string)[] = [];
  private arcSets: readonly ArcSet[] | string = [];
  /** By canonical form and length, so that equal ones are hashed once. */
  private readonly hashes = new Map<string, BodyHash>();

  constructor(parts: InspectionParts) {
    this.parts = parts;
    this.spf = checkSpf(parts.budget, parts.origin);
    this.spf.catch(() => {});
  }

  header(bytes: Uint8Array, stored: Uint8Array = bytes): boolean {
    this.fields = fieldsIn(bytes);
    this.storedFields = stored === bytes ? this.fields : fieldsIn(stored);
    this.signatures = this.fields
      .filter(({ name }) => name === 'dkim-signature')
      .slice(0, mostSignatures)
      .map((field) => parseSignatureField(field, 'dkim'));
    this.arcSets = readArcSets(this.fields);
    for (const signature of this.bodySigners()) {
      const key = hashKey(signature);
      if (!this.hashes.has(key)) this.hashes.set(key, new BodyHash(signature.bodyHow, signature.bodyLength));
    }
    return this.hashes.size > 0;
  }

  body(chunk: Uint8Array): void {
    for (const hash of this.hashes.values()) hash.add(chunk);
  }

  async finish(): Promise<InspectionVerdict> {
    const { budget, origin, settings, log, proof } = this.parts;
    try {
      const facts = await this.facts();
      const { action, text } = judge(facts, settings, this.fields.filter(({ name }) => name === 'from').length);
      if (action !== 'StampStatus')
        log.info('sender-not-authentic', {
          action,
          from: facts.dmarc.domain,
          address: origin.address,
          spf: facts.spf.verdict,
        });
      const field = authenticationResults(origin.server, facts);
      return {
        field: proof?.add(field, this.storedFields) ?? field,
        action,
        text,
        backedBy: this.backing(facts),
        observation: observationOf(facts, origin.sender, action, isVouchedFor(facts, settings)),
      };
    } finally {
      budget.end();
    }
  }

  private async facts(): Promise<AuthenticationFacts> {
    const { budget, origin, clock } = this.parts;
    const bodies = new Map<string, BodyFacts>();
    for (const [key, hash] of this.hashes)
      bodies.set(key, { hash: hash.finish(), canonicalBytes: hash.canonicalBytes });
    const bodyOf = (signature: SignatureField): BodyFacts =>
      bodies.get(hashKey(signature)) ?? { hash: '', canonicalBytes: 0 };
    const now = clock.now();
    const [spf, arc, ...dkim] = await Promise.all([
      this.spf,
      this.checkChain(bodyOf, now),
      ...this.signatures.map(async (signature) => {
        if (typeof signature === 'string')
          return { verdict: 'permerror' as const, reason: signature, domain: null, selector: null, signature: null };
        const verdict = await checkSignature(budget, signature, this.fields, bodyOf(signature), now);
        const { domain, selector } = signature;
        return { ...verdict, domain, selector, signature: signature.signature.toString('base64') };
      }),
    ]);
    const dmarc = await checkDmarc(budget, {
      domain: authorDomain(this.fields),
      spf: spf.verdict === 'pass' ? spf.domain : null,
      dkim: dkim.flatMap(({ verdict, domain }) => (verdict === 'pass' && domain !== null ? [domain] : [])),
    });
    const spfIdentity = spf.identity === 'mailfrom' ? origin.sender : (origin.helo ?? 'unknown');
    return { spf, spfIdentity, dkim, arc, dmarc, address: origin.address };
  }

  private checkChain(bodyOf: (signature: SignatureField) => BodyFacts, now: number): Promise<ArcResult> {
    const newest = typeof this.arcSets === 'string' ? undefined : this.arcSets.at(-1);
    const body = newest === undefined ? { hash: '', canonicalBytes: 0 } : bodyOf(newest.message);
    return checkArc(this.parts.budget, this.arcSets, this.fields, body, now);
  }

  private backing({ spf, dkim, dmarc: { domain } }: AuthenticationFacts): InspectionVerdict['backedBy'] {
    const isWhole = (at: number): boolean => {
      const signature = this.signatures[at];
      return typeof signature === 'object' && signature.bodyLength === null;
    };
    if (dkim.some((one, at) => one.verdict === 'pass' && isRelated(one.domain, domain) && isWhole(at))) return 'dkim';
    return spf.verdict === 'pass' && isRelated(spf.domain, domain) ? 'spf' : null;
  }

  private bodySigners(): readonly SignatureField[] {
    const newest = typeof this.arcSets === 'string' ? undefined : this.arcSets.at(-1)?.message;
    return [...this.signatures, ...(newest === undefined ? [] : [newest])].filter((one) => typeof one !== 'string');
  }
}

function fieldsIn(header: Uint8Array): readonly HeaderField[] {
  return readHeaderFields(Buffer.from(header).toString('latin1'));
}

function hashKey({ bodyHow, bodyLength }: SignatureField): string {
  return `${bodyHow} ${bodyLength ?? 'all'}`;
}

/** One of the two is the other, or stands below it. */
function isRelated(one: string | null, other: string): boolean {
  if (one === null || !one.includes('.') || !other.includes('.')) return false;
  const [a, b] = [`.${one.toLowerCase()}`, `.${other.toLowerCase()}`];
  return a.endsWith(b) || b.endsWith(a);
}

/** The domain of the author; `null` when From does not name exactly one. */
function authorDomain(fields: readonly HeaderField[]): string | null {
  const from = fields.filter(({ name }) => name === 'from');
  if (from.length !== 1 || from[0] === undefined) return null;
  const body = Buffer.from(fieldBody(from[0]), 'latin1').toString('utf8');
  const domains = new Set(
    parseAddressList(body)
      .flatMap((address) => (address.kind === 'group' ? address.members : [address]))
      .map((address) => addressSpec(address))
      .map((spec) => asciiDomain(spec.slice(spec.lastIndexOf('@') + 1))),
  );
  const [domain] = domains;
  return domains.size === 1 && domain !== null && domain !== undefined && domain !== '' ? domain : null;
}

/** A sealer who is trusted saw DMARC pass. */
function isVouchedFor({ arc }: AuthenticationFacts, { ArcTrustedSealers }: TransportSettings): boolean {
  return (
    arc.verdict === 'pass' &&
    arc.sawDmarcPass &&
    ArcTrustedSealers.some((sealer) => sealer.toLowerCase() === arc.sealer)
  );
}

function judge(
  facts: AuthenticationFacts,
  settings: TransportSettings,
  fromFields: number,
): { readonly action: FailureAction; readonly text: string } {
  const { spf, dmarc } = facts;
  // RFC 5322 §3.6: two authors' fields are shown differently by every program, which is what they are for.
  if (fromFields > 1) return { action: settings.DmarcQuarantineAction, text: 'the message has several From fields' };
  if (dmarc.verdict === 'fail' && !isVouchedFor(facts, settings)) {
    const text = `the message fails DMARC: ${dmarc.domain} asks to ${dmarc.policy} mail that neither SPF nor DKIM of that domain backs`;
    if (dmarc.policy === 'reject') return { action: settings.DmarcRejectAction, text };
    if (dmarc.policy === 'quarantine') return { action: settings.DmarcQuarantineAction, text };
  }
  if (spf.verdict === 'fail' && dmarc.verdict !== 'pass')
    return {
      action: settings.SpfFailAction,
      text: `the domain ${spf.domain} does not allow your address to send (SPF)`,
    };
  return { action: 'StampStatus', text: '' };
}
