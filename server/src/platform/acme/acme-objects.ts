import { AcmeRefusal, oneLine } from './acme-refusal.ts';
import type { AcmeAnswer } from './acme-transport.ts';

/** RFC 8555 §7.1.1 */
export interface AcmeDirectory {
  readonly newNonce: string;
  readonly newAccount: string;
  readonly newOrder: string;
  /** RFC 9773; most private authorities have none. */
  readonly renewalInfo: string | null;
  readonly termsOfService: string | null;
  readonly externalAccountRequired: boolean;
  /** What CAA records call the authority. */
  readonly caaIdentities: readonly string[];
}

/** RFC 8555 §7.1.3 */
export interface AcmeOrder {
  readonly status: 'pending' | 'ready' | 'processing' | 'valid' | 'invalid';
  readonly authorizations: readonly string[];
  readonly finalize: string;
  readonly certificate: string | null;
  readonly error: AcmeProblem | null;
}

/** RFC 8555 §7.1.4 */
export interface AcmeAuthorization {
  readonly status: string;
  /** The name that is to be proved. */
  readonly name: string;
  readonly challenges: readonly AcmeChallenge[];
}

export interface AcmeChallenge {
  readonly type: string;
  readonly url: string;
  readonly status: string;
  readonly token: string;
  readonly error: AcmeProblem | null;
}

/** RFC 7807 as RFC 8555 §6.7 uses it. */
export interface AcmeProblem {
  readonly type: string;
  readonly detail: string;
}

type Fields = Readonly<Record<string, unknown>>;
const orderStates = ['pending', 'ready', 'processing', 'valid', 'invalid'] as const;

/** The JSON object of an answer. @throws AcmeRefusal where it is none. */
export function objectIn(answer: AcmeAnswer): Fields {
  try {
    const value: unknown = JSON.parse(answer.body);
    if (isFields(value)) return value;
  } catch {
    // Said below.
  }
  throw odd(
    `it sends ${answer.type === '' ? 'something' : answer.type} that is no JSON object`,
    'la réponse n’est pas un objet JSON',
  );
}

export function directoryIn(answer: AcmeAnswer): AcmeDirectory {
  const fields = objectIn(answer);
  const meta = isFields(fields.meta) ? fields.meta : {};
  return {
    newNonce: urlAt(fields, 'newNonce'),
    newAccount: urlAt(fields, 'newAccount'),
    newOrder: urlAt(fields, 'newOrder'),
    renewalInfo: textAt(fields, 'renewalInfo'),
    termsOfService: textAt(meta, 'termsOfService'),
    externalAccountRequired: meta.externalAccountRequired === true,
    caaIdentities: textsAt(meta, 'caaIdentities').map((name) => name.toLowerCase()),
  };
}

export function orderIn(answer: AcmeAnswer): AcmeOrder {
  const fields = objectIn(answer);
  const status = orderStates.find((state) => state === fields.status);
  if (status === undefined) throw odd('it sends an order without a status', 'la commande est sans état');
  return {
    status,
    authorizations: textsAt(fields, 'authorizations'),
    finalize: urlAt(fields, 'finalize'),
    certificate: textAt(fields, 'certificate'),
    error: problemIn(fields.error),
  };
}

export function authorizationIn(answer: AcmeAnswer): AcmeAuthorization {
  const fields = objectIn(answer);
  const name = isFields(fields.identifier) ? textAt(fields.identifier, 'value') : null;
  if (name === null) throw odd('it sends an authorization without a name', 'l’autorisation est sans nom');
  const challenges = Array.isArray(fields.challenges) ? fields.challenges.filter(isFields) : [];
  return {
    status: textAt(fields, 'status') ?? '',
    name: name.toLowerCase(),
    challenges: challenges.map((challenge) => ({
      type: textAt(challenge, 'type') ?? '',
      url: textAt(challenge, 'url') ?? '',
      status: textAt(challenge, 'status') ?? '',
      token: textAt(challenge, 'token') ?? '',
      error: problemIn(challenge.error),
    })),
  };
}

/** The part that says most: of an order for several names the problem of each (RFC 8555 §6.7.1). */
export function problemIn(value: unknown): AcmeProblem | null {
  if (!isFields(value)) return null;
  const parts = (Array.isArray(value.subproblems) ? value.subproblems : []).filter(isFields).map((part) => {
    const name = isFields(part.identifier) ? textAt(part.identifier, 'value') : null;
    return `${name === null ? '' : `${name}: `}${textAt(part, 'detail') ?? ''}`;
  });
  const detail = [textAt(value, 'detail') ?? '', ...parts].filter((text) => text !== '').join(' ');
  return { type: (textAt(value, 'type') ?? '').split(':').at(-1) ?? '', detail: oneLine(detail) };
}

/** What the authority says of a refusal, as a sentence. */
export function refusalOf(problem: AcmeProblem, of: Pick<AcmeAnswer, 'status' | 'retryAfterMs'>): AcmeRefusal {
  const said = oneLine(`${problem.detail || 'no reason'}${problem.type === '' ? '' : ` (${problem.type})`}`);
  return new AcmeRefusal(
    { en: `The certificate authority says: ${said}`, fr: `L’autorité de certification répond : ${said}` },
    { problem: problem.type, status: of.status, retryAfterMs: of.retryAfterMs },
  );
}

/** An answer that RFC 8555 does not know. */
export function odd(en: string, fr: string): AcmeRefusal {
  return new AcmeRefusal({
    en: `The ACME server answers otherwise than RFC 8555 has it: ${en}.`,
    fr: `Le serveur ACME ne répond pas selon la RFC 8555 : ${fr}.`,
  });
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textAt(fields: Fields, name: string): string | null {
  const value = fields[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

function urlAt(fields: Fields, name: string): string {
  const value = textAt(fields, name);
  if (value === null) throw odd(`it names no ${name}`, `il ne donne pas ${name}`);
  return value;
}

function textsAt(fields: Fields, name: string): readonly string[] {
  const value = fields[name];
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string').slice(0, 200) : [];
}
