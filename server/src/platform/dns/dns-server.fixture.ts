import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import {
  AUTHENTIC_DATA,
  type Answer,
  decode,
  encode,
  streamDecode,
  streamEncode,
  TRUNCATED_RESPONSE,
} from 'dns-packet';

/** What the private DNS of a test knows: `{ 'contoso.test': { MX: [{ exchange, preference }], TXT: ['v=spf1 -all'] } }`. */
export type Zone = Record<string, Partial<Record<string, readonly unknown[]>>>;

export interface TestDns {
  /** `127.0.0.1:5353`, for a client's `resolvers`. */
  readonly address: string;
  /** May be changed at any time. */
  readonly zone: Zone;
  /** Names (and everything below) that are answered with SERVFAIL. */
  readonly broken: Set<string>;
  /** Names whose answers are marked authentic. */
  readonly signed: Set<string>;
  /** Every question so far: `TXT contoso.test`. */
  readonly asked: string[];
  stop(): Promise<void>;
}

/** A name server on a free port of loopback, by UDP and TCP. */
export async function startTestDns(
  zone: Zone = {},
  options: { /** Cannot read a question with EDNS, as old resolvers. */ readonly lacksEdns?: boolean } = {},
): Promise<TestDns> {
  const dns = { zone, broken: new Set<string>(), signed: new Set<string>(), asked: [] as string[] };
  const tcp = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (bytes) =>
      socket.write(streamEncode(answerTo(dns, streamDecode(bytes) as ReturnType<typeof decode>, false) as never)),
    );
  });
  const { udp, port } = await listenOnBoth(tcp);
  udp.on('message', (bytes, { address, port: to }) => {
    const question = decode(bytes);
    if (options.lacksEdns === true && (question.additionals ?? []).length > 0)
      return udp.send(encode({ type: 'response', id: question.id ?? 0, flags: 1 } as never), to, address);
    const whole = encode(answerTo(dns, question, false) as never);
    udp.send(whole.length > 1232 ? encode(answerTo(dns, question, true) as never) : whole, to, address);
  });
  return {
    ...dns,
    address: `127.0.0.1:${port}`,
    async stop() {
      udp.close();
      tcp.close();
    },
  };
}

/** One port for both; one that is free for TCP may be somebody's for UDP. */
async function listenOnBoth(tcp: Server): Promise<{ readonly udp: Socket; readonly port: number }> {
  for (let attempt = 1; ; attempt += 1) {
    tcp.listen(0, '127.0.0.1');
    await once(tcp, 'listening');
    const { port } = tcp.address() as { port: number };
    const udp = createSocket('udp4');
    try {
      udp.bind(port, '127.0.0.1');
      await once(udp, 'listening');
      return { udp, port };
    } catch (error) {
      udp.close();
      if (attempt === 10) throw error;
      await once(tcp.close(), 'close');
    }
  }
}

function answerTo(
  dns: Pick<TestDns, 'zone' | 'broken' | 'signed' | 'asked'>,
  { id, questions = [] }: ReturnType<typeof decode>,
  truncated: boolean,
): unknown {
  const [question] = questions;
  const name = question?.name.toLowerCase() ?? '';
  const type = question?.type ?? 'A';
  if (!truncated) dns.asked.push(`${type} ${name}`);
  const isBroken = [...dns.broken].some((one) => name === one || name.endsWith(`.${one}`));
  const chain = aliasesOf(dns.zone, name, type);
  const records = dns.zone[chain.at(-1) ?? name];
  // A name above another one exists too (RFC 8020).
  const exists = records !== undefined || Object.keys(dns.zone).some((known) => known.endsWith(`.${name}`));
  const rcode = isBroken ? 2 : exists ? 0 : 3;
  const answers =
    rcode === 0 && !truncated
      ? [
          ...chain.slice(1).map((data, at) => ({ type: 'CNAME', name: chain[at], ttl: 300, data })),
          ...(records?.[type] ?? []).map((data) => ({ type, name: chain.at(-1), ttl: 300, data: inStrings(data) })),
        ]
      : [];
  const flags =
    (chain.every((one) => dns.signed.has(one)) ? AUTHENTIC_DATA : 0) | (truncated ? TRUNCATED_RESPONSE : 0) | rcode;
  return { type: 'response', id, flags, questions, answers: answers as Answer[] };
}

/** The name, and where its aliases lead (RFC 1034 §3.6.2). */
function aliasesOf(zone: Zone, name: string, type: string): readonly string[] {
  const target = type === 'CNAME' ? undefined : zone[name]?.['CNAME']?.[0];
  return typeof target === 'string' ? [name, ...aliasesOf(zone, target, type)] : [name];
}

/** RFC 1035 §3.3.14: a string of TXT has at most 255 bytes. */
function inStrings(data: unknown): unknown {
  return typeof data === 'string' && data.length > 255 ? data.match(/.{1,255}/gs) : data;
}
