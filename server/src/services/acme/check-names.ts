import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import type { LocalisedText } from '@relais/management-contract';
import type { AcmeStore } from '../../domain/configuration/acme-store.ts';
import type { AcmeDirectory } from '../../platform/acme/acme-objects.ts';
import { oneLine } from '../../platform/acme/acme-refusal.ts';
import { type DnsClient, DnsFailure } from '../../platform/dns/dns-client.ts';

/** What stands in the way of a certificate for a name, or does not. */
export interface NameCheck {
  readonly check: 'DNS' | 'HTTP' | 'CAA';
  readonly name: string;
  readonly isGood: boolean;
  readonly details: LocalisedText;
}

interface Parts {
  readonly dns: DnsClient;
  readonly store: Pick<AcmeStore, 'offerChallenge' | 'withdrawChallenges'>;
  /** Where authorities look (RFC 8555 §8.3): 80. */
  readonly port: number;
  /** What CAA records call the authority; empty where it does not say. */
  readonly caaIdentities: AcmeDirectory['caaIdentities'];
  readonly signal: AbortSignal;
}

const answerWithinMs = 10_000;
const mostAddresses = 4;

/** Looks at names as a certificate authority will: their addresses, port 80 of each, and CAA records. */
export async function checkNames(parts: Parts, names: readonly string[]): Promise<readonly NameCheck[]> {
  const token = `relais-check-${randomBytes(16).toString('base64url')}`;
  const answer = randomBytes(16).toString('base64url');
  await parts.store.offerChallenge(token, answer);
  try {
    const found = await Promise.all(names.map((name) => checkName(parts, name, token, answer)));
    return found.flat();
  } finally {
    await parts.store.withdrawChallenges();
  }
}

async function checkName(parts: Parts, name: string, token: string, answer: string): Promise<readonly NameCheck[]> {
  const bad = (check: NameCheck['check'], en: string, fr: string): NameCheck => ({
    check,
    name,
    isGood: false,
    details: { en, fr },
  });
  const good = (check: NameCheck['check'], en: string, fr = en): NameCheck => ({
    check,
    name,
    isGood: true,
    details: { en, fr },
  });
  let addresses: readonly string[];
  try {
    addresses = await addressesOf(parts.dns, name);
  } catch (error) {
    if (!(error instanceof DnsFailure)) throw error;
    return [bad('DNS', `The DNS does not answer: ${error.message}`, `Le DNS ne répond pas : ${error.message}`)];
  }
  if (addresses.length === 0)
    return [
      bad(
        'DNS',
        'The name has no address. Publish an A or AAAA record that leads here.',
        'Le nom n’a pas d’adresse. Publiez un enregistrement A ou AAAA qui mène ici.',
      ),
    ];
  const checks = [good('DNS', addresses.join(', '))];
  // An authority that finds an IPv6 address asks there first: each has to answer.
  for (const address of addresses.slice(0, mostAddresses)) {
    const said = await askAt(parts, { name, address, token, answer });
    if (said !== null) checks.push(bad('HTTP', said.en, said.fr));
  }
  if (checks.every(({ isGood }) => isGood))
    checks.push(
      good(
        'HTTP',
        `Port ${parts.port} leads to this organization.`,
        `Le port ${parts.port} mène à cette organisation.`,
      ),
    );
  return [...checks, await checkCaa(parts, name)];
}

async function addressesOf(dns: DnsClient, name: string): Promise<readonly string[]> {
  const [four, six] = await Promise.all([dns.query(name, 'A'), dns.query(name, 'AAAA')]);
  return [...six.values, ...four.values];
}

/** Why the answer to a challenge does not come from there; `null`: it does. */
async function askAt(
  { port, signal }: Parts,
  of: { readonly name: string; readonly address: string; readonly token: string; readonly answer: string },
): Promise<LocalisedText | null> {
  const where = `${of.address.includes(':') ? `[${of.address}]` : of.address}:${port}`;
  try {
    const { status, body } = await get(of, port, signal);
    if (status === 200 && body === of.answer) return null;
    return {
      en: `Another server answers at ${where} (HTTP ${status}). Have port ${port} of that address lead to the HTTP port of this server, or correct the DNS.`,
      fr: `Un autre serveur répond à ${where} (HTTP ${status}). Faites mener le port ${port} de cette adresse au port HTTP de ce serveur, ou corrigez le DNS.`,
    };
  } catch (error) {
    const reason = oneLine((error as Error).message);
    return {
      en: `${where} cannot be reached from here (${reason}). Open port ${port} in the firewall; behind some routers a server does not reach itself by its public address: then try from outside.`,
      fr: `${where} est injoignable d’ici (${reason}). Ouvrez le port ${port} du pare-feu ; derrière certains routeurs, un serveur ne peut se joindre par son adresse publique : essayez alors de l’extérieur.`,
    };
  }
}

function get(
  { name, address, token }: { readonly name: string; readonly address: string; readonly token: string },
  port: number,
  ended: AbortSignal,
): Promise<{ readonly status: number; readonly body: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: string }>();
  const asked = request(
    {
      host: address,
      port,
      path: `/.well-known/acme-challenge/${token}`,
      headers: { Host: name },
      agent: false,
      signal: AbortSignal.any([ended, AbortSignal.timeout(answerWithinMs)]),
    },
    (reply) => {
      let body = '';
      reply.on('data', (chunk: Buffer) => {
        body += chunk.toString('latin1');
        // Whatever it is, it is not what was asked for.
        if (body.length > 1024) {
          resolve({ status: reply.statusCode ?? 0, body: '' });
          asked.destroy();
        }
      });
      reply.on('end', () => resolve({ status: reply.statusCode ?? 0, body }));
      reply.on('error', reject);
    },
  );
  asked.on('error', reject);
  asked.end();
  return promise;
}

/** RFC 8659 §3: the records of the name, or of the closest domain above that has any. */
async function checkCaa({ dns, caaIdentities }: Parts, name: string): Promise<NameCheck> {
  try {
    const labels = name.split('.');
    for (let at = 0; at < labels.length; at += 1) {
      const domain = labels.slice(at).join('.');
      const { values } = await dns.query(domain, 'CAA');
      if (values.length === 0) continue;
      const issuers = values.filter(({ tag }) => tag === 'issue').map(({ value }) => issuerIn(value));
      // §4.2: without an issue property every authority may.
      if (
        issuers.length === 0 ||
        caaIdentities.length === 0 ||
        issuers.some((issuer) => caaIdentities.includes(issuer))
      )
        return {
          check: 'CAA',
          name,
          isGood: true,
          details: { en: `${domain}: ${shown(issuers)}`, fr: `${domain} : ${shown(issuers)}` },
        };
      return {
        check: 'CAA',
        name,
        isGood: false,
        details: {
          en: `CAA records of ${domain} let ${shown(issuers)} issue, and not this authority. Add: ${domain}. CAA 0 issue "${caaIdentities[0]}"`,
          fr: `Les enregistrements CAA de ${domain} autorisent ${shown(issuers)}, et non cette autorité. Ajoutez : ${domain}. CAA 0 issue "${caaIdentities[0]}"`,
        },
      };
    }
    return {
      check: 'CAA',
      name,
      isGood: true,
      details: {
        en: 'No CAA record: every authority may.',
        fr: 'Aucun enregistrement CAA : toute autorité peut émettre.',
      },
    };
  } catch (error) {
    if (!(error instanceof DnsFailure)) throw error;
    return {
      check: 'CAA',
      name,
      isGood: false,
      details: {
        en: `The DNS does not answer for CAA records, and without an answer authorities refuse: ${error.message}`,
        fr: `Le DNS ne répond pas pour les enregistrements CAA, et sans réponse les autorités refusent : ${error.message}`,
      },
    };
  }
}

/** `letsencrypt.org; validationmethods=http-01` names letsencrypt.org; `;` alone nobody. */
function issuerIn(value: string): string {
  return oneLine(value.split(';')[0] ?? '').toLowerCase();
}

function shown(issuers: readonly string[]): string {
  return issuers.map((issuer) => issuer || '(nobody)').join(', ') || '(all)';
}
