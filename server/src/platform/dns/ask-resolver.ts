import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import {
  AUTHENTIC_DATA,
  decode,
  type DecodedPacket,
  encode,
  RECURSION_DESIRED,
  streamDecode,
  streamEncode,
} from 'dns-packet';
import type { RecordType } from './dns-client.ts';

export interface Resolver {
  readonly address: string;
  readonly port: number;
}

/** RFC 6891 §6.2.5; what is longer comes by TCP, and nothing is cut into fragments on the way. */
const datagramBytes = 1232;

/** One question to one resolver: by UDP, and by TCP where the answer is cut short (RFC 7766 §5). @throws Error */
export async function ask(
  resolver: Resolver,
  name: string,
  type: RecordType,
  timeoutMs: number,
): Promise<DecodedPacket> {
  const id = randomInt(0x10000);
  const question = {
    type: 'query' as const,
    id,
    // RFC 6840 §5.7: AD in a question asks to be told whether the answer is authentic.
    flags: RECURSION_DESIRED | AUTHENTIC_DATA,
    questions: [{ type, name, class: 'IN' as const }],
    additionals: [{ type: 'OPT' as const, name: '.' as const, udpPayloadSize: datagramBytes, flags: 0, options: [] }],
  };
  const isAnswer = (packet: DecodedPacket): boolean =>
    packet.id === id &&
    packet.type === 'response' &&
    // RFC 1035 §4.1.1: who cannot read a question may not repeat it.
    ((packet.questions?.length ?? 0) === 0
      ? lacksEdns(packet)
      : packet.questions?.[0]?.type === type && packet.questions[0].name.toLowerCase().replace(/\.$/, '') === name);
  const exchange = async (asked: object): Promise<DecodedPacket> => {
    const packet = await byDatagram(resolver, encode(asked as never), isAnswer, timeoutMs);
    return packet.flag_tc ? byStream(resolver, streamEncode(asked as never), isAnswer, timeoutMs) : packet;
  };
  const packet = await exchange(question);
  // RFC 6891 §6.2.2: a resolver that does not know it is asked once more without.
  return lacksEdns(packet) ? exchange({ ...question, additionals: [] }) : packet;
}

function lacksEdns(packet: DecodedPacket): boolean {
  const code = (packet as { rcode?: string }).rcode;
  return code === 'FORMERR' || code === 'NOTIMP';
}

/** From a port of its own, so that nobody who guesses one number can answer in the resolver's place (RFC 5452 §9.2). */
function byDatagram(
  { address, port }: Resolver,
  question: Buffer,
  isAnswer: (packet: DecodedPacket) => boolean,
  timeoutMs: number,
): Promise<DecodedPacket> {
  const { promise, resolve, reject } = Promise.withResolvers<DecodedPacket>();
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
  const timer = setTimeout(() => reject(new Error(`${address} did not answer in time`)), timeoutMs);
  socket.on('error', reject);
  socket.on('message', (bytes) => {
    const packet = decoded(() => decode(bytes));
    // What answers another question is dropped, and the right answer still waited for.
    if (packet !== null && isAnswer(packet)) resolve(packet);
  });
  // Connected, so that only this resolver's datagrams come in, and its refusals are heard.
  socket.connect(port, address, () => socket.send(question));
  return promise.finally(() => {
    clearTimeout(timer);
    socket.close();
  });
}

function byStream(
  { address, port }: Resolver,
  question: Buffer,
  isAnswer: (packet: DecodedPacket) => boolean,
  timeoutMs: number,
): Promise<DecodedPacket> {
  const { promise, resolve, reject } = Promise.withResolvers<DecodedPacket>();
  const socket = connect({ host: address, port }, () => socket.write(question));
  const timer = setTimeout(() => reject(new Error(`${address} did not answer in time`)), timeoutMs);
  let bytes = Buffer.alloc(0);
  socket.on('error', reject);
  socket.on('close', () => reject(new Error(`${address} closed the connection`)));
  socket.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    if (bytes.length < 2 || bytes.length < 2 + bytes.readUInt16BE(0)) return;
    const packet = decoded(() => streamDecode(bytes) as DecodedPacket);
    if (packet !== null && isAnswer(packet)) resolve(packet);
    else reject(new Error(`${address} answered another question`));
  });
  return promise.finally(() => {
    clearTimeout(timer);
    socket.destroy();
  });
}

function decoded(read: () => DecodedPacket): DecodedPacket | null {
  try {
    return read();
  } catch {
    return null;
  }
}
