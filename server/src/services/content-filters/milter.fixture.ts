import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { MilterPackets, numbers, packet } from './milter-packets.ts';

/** What a test's filter was told of one message, and what it does. */
export interface ToldMessage {
  readonly macros: Map<string, string>;
  connect: string;
  helo: string;
  sender: readonly string[];
  readonly recipients: string[];
  readonly fields: [string, string][];
  body: string;
  readonly steps: string[];
}

export interface TestMilter {
  /** As the setting names it. */
  readonly address: string;
  readonly told: ToldMessage[];
  stop(): Promise<void>;
}

export interface MilterOptions {
  readonly actions?: number;
  readonly steps?: number;
  readonly version?: number;
  /** What is sent back for a step, by its letter; absent: SMFIR_CONTINUE. `null`: nothing, for ever. */
  readonly answer?: (step: string, told: ToldMessage) => readonly Buffer[] | Buffer | null | undefined;
}

export const milterAnswer = {
  proceed: packet('c'),
  accept: packet('a'),
  reject: packet('r'),
  defer: packet('t'),
  discard: packet('d'),
  skip: packet('s'),
  progress: packet('p'),
  reply: (text: string): Buffer => packet('y', `${text}\0`),
  add: (name: string, value: string): Buffer => packet('h', `${name}\0${value}\0`),
  insert: (place: number, name: string, value: string): Buffer => packet('i', numbers(place), `${name}\0${value}\0`),
  change: (nth: number, name: string, value: string): Buffer => packet('m', numbers(nth), `${name}\0${value}\0`),
  body: (text: string): Buffer => packet('b', text),
  recipient: (address: string): Buffer => packet('+', `${address}\0`),
  quarantine: (reason: string): Buffer => packet('q', `${reason}\0`),
};

/** A filter as libmilter's users write them: it reads packets, keeps what it is told, and answers as the test says. */
export async function startMilter(options: MilterOptions = {}): Promise<TestMilter> {
  const told: ToldMessage[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    converse(socket, told, options);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `inet:127.0.0.1:${(server.address() as AddressInfo).port}`,
    told,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function converse(
  socket: Socket,
  all: ToldMessage[],
  { actions = 0xff, steps = 0, version = 6, answer }: MilterOptions,
): void {
  const packets = new MilterPackets();
  const told: ToldMessage = {
    macros: new Map(),
    connect: '',
    helo: '',
    sender: [],
    recipients: [],
    fields: [],
    body: '',
    steps: [],
  };
  socket.on('data', (bytes: Buffer) => {
    packets.add(bytes);
    for (let one = packets.next(); one !== null; one = packets.next()) {
      const { command, data } = one;
      const words = data.toString('utf8').split('\0').slice(0, -1);
      told.steps.push(command);
      if (command === 'O') {
        all.push(told);
        socket.write(packet('O', numbers(version, actions, steps)));
        continue;
      }
      if (command === 'Q') return void socket.end();
      if (command === 'D') {
        const [, ...pairs] = [words[0]?.[0], words[0]?.slice(1) ?? '', ...words.slice(1)];
        for (let at = 0; at + 1 < pairs.length; at += 2) told.macros.set(pairs[at] ?? '', pairs[at + 1] ?? '');
        continue;
      }
      if (command === 'C') told.connect = data.toString('latin1');
      if (command === 'H') told.helo = words[0] ?? '';
      if (command === 'M') told.sender = words;
      if (command === 'R') told.recipients.push(words[0] ?? '');
      if (command === 'L') told.fields.push([words[0] ?? '', words[1] ?? '']);
      if (command === 'B') told.body += data.toString('latin1');
      const given = answer?.(command, told);
      if (given === null) continue;
      for (const sent of given === undefined ? [milterAnswer.proceed] : [given].flat()) socket.write(sent);
    }
  });
}
