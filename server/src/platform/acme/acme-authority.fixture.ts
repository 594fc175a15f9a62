import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import * as x509 from '@peculiar/x509';
import { makeAuthority } from '../tls/authority.fixture.ts';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const crypto = webcrypto as unknown as Parameters<typeof x509.X509CertificateGenerator.create>[1];

export interface Answer {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An ACME server on loopback that believes every name, and can be told to answer as none should. */
export interface TestAuthority {
  readonly url: string;
  /** PEM of who vouches for its HTTPS. */
  readonly authority: string;
  /** Paths that were asked for, in order. */
  readonly asked: readonly string[];
  /** Instead of what it would say at a path: once for each. */
  instead(path: string, ...answers: readonly Answer[]): void;
  /** What the certificates are like. */
  issue: { names: readonly string[] | null; isOfAnotherKey: boolean; days: number };
  /** Where RFC 9773 wants the renewal. */
  window: { start: number; end: number } | null;
  now: () => number;
  stop(): Promise<void>;
}

export async function startAuthority(now: () => number): Promise<TestAuthority> {
  const own = await makeAuthority(Date.now());
  const { certificate, key } = await own.issue(['localhost']);
  const keys = (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as CryptoKeyPair;
  const asked: string[] = [];
  const instead = new Map<string, Answer[]>();
  let names: readonly string[] = [];
  let request: x509.Pkcs10CertificateRequest | null = null;
  let isProved = false;
  const server: Server = createServer({ cert: certificate, key });
  const test: TestAuthority = {
    url: '',
    authority: own.certificate,
    asked,
    instead: (path, ...answers) => void instead.set(path, [...answers]),
    issue: { names: null, isOfAnotherKey: false, days: 90 },
    window: null,
    now,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };

  async function leaf(): Promise<string> {
    if (request === null) throw new Error('nothing was asked for');
    const other = (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as CryptoKeyPair;
    const day = 86_400_000;
    const made = await x509.X509CertificateGenerator.create(
      {
        serialNumber: `8${randomBytes(8).toString('hex')}1`,
        // Authorities leave it empty by now: the names are what counts.
        subject: '',
        issuer: 'CN=An issuer',
        notBefore: new Date(test.now() - 3_600_000),
        notAfter: new Date(test.now() - 3_600_000 + test.issue.days * day),
        signingAlgorithm: algorithm,
        publicKey: test.issue.isOfAnotherKey ? other.publicKey : request.publicKey,
        signingKey: keys.privateKey,
        extensions: [
          new x509.SubjectAlternativeNameExtension(
            (test.issue.names ?? names).map((value) => ({ type: 'dns' as const, value })),
          ),
          await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey, false, crypto),
        ],
      },
      crypto,
    );
    return `${made.toString('pem')}\n`;
  }

  const usual: Readonly<Record<string, (payload: Readonly<Record<string, unknown>>) => Promise<Answer> | Answer>> = {
    '/directory': () => ({
      body: {
        newNonce: `${base()}/nonce`,
        newAccount: `${base()}/account`,
        newOrder: `${base()}/new-order`,
        ...(test.window === null ? {} : { renewalInfo: `${base()}/renewal` }),
        meta: { termsOfService: 'https://authority.test/terms', caaIdentities: ['authority.test'] },
      },
    }),
    '/nonce': () => ({}),
    '/account': () => ({ status: 201, headers: { Location: `${base()}/account/1` }, body: { status: 'valid' } }),
    '/new-order': ({ identifiers }) => {
      names = (identifiers as readonly { value: string }[]).map(({ value }) => value);
      request = null;
      isProved = false;
      return { status: 201, headers: { Location: `${base()}/order` }, body: order() };
    },
    '/order': () => ({ body: order() }),
    '/authorization': () => ({
      body: {
        status: isProved ? 'valid' : 'pending',
        identifier: { type: 'dns', value: names[0] },
        challenges: [{ type: 'http-01', url: `${base()}/challenge`, status: 'pending', token: 'a'.repeat(43) }],
      },
    }),
    '/challenge': () => {
      isProved = true;
      return { body: {} };
    },
    '/finalize': ({ csr }) => {
      request = new x509.Pkcs10CertificateRequest(Buffer.from(String(csr), 'base64url'));
      return { body: order() };
    },
    '/certificate': async () => ({
      body: await leaf(),
      headers: { 'Content-Type': 'application/pem-certificate-chain' },
    }),
    '/renewal': () => ({
      body: {
        suggestedWindow: {
          start: new Date(test.window?.start ?? 0).toISOString(),
          end: new Date(test.window?.end ?? 0).toISOString(),
        },
      },
    }),
  };

  function order(): object {
    const status = request !== null ? 'valid' : isProved ? 'ready' : 'pending';
    return {
      status,
      authorizations: [`${base()}/authorization`],
      finalize: `${base()}/finalize`,
      ...(status === 'valid' ? { certificate: `${base()}/certificate` } : {}),
    };
  }

  function base(): string {
    return test.url.replace('/directory', '');
  }

  const answerTo = async (message: IncomingMessage, reply: ServerResponse): Promise<void> => {
    let text = '';
    for await (const chunk of message as AsyncIterable<Buffer>) text += chunk.toString();
    const path = (message.url ?? '').replace(/^\/renewal\/.*/, '/renewal');
    asked.push(path);
    const jws = text === '' ? {} : (JSON.parse(text) as { payload?: string });
    const payload = jws.payload ? (JSON.parse(Buffer.from(jws.payload, 'base64url').toString()) as object) : {};
    const other = instead.get(path)?.shift();
    const answer = other ?? (await usual[path]?.(payload as Readonly<Record<string, unknown>>)) ?? { status: 404 };
    const { status = 200, body = '', headers = {} } = answer;
    reply.writeHead(status, {
      'Replay-Nonce': randomBytes(8).toString('base64url'),
      'Content-Type': status >= 400 ? 'application/problem+json' : 'application/json',
      ...headers,
    });
    reply.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
  server.on('request', (message, reply) => void answerTo(message, reply));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return Object.assign(test, { url: `https://localhost:${address.port}/directory` });
}
