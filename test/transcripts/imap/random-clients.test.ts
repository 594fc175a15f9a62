import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { LineClient } from '../../support/line-client.ts';
import { describeOnBothEngines } from './imap-on-both-engines.ts';
import { type ImapServer, password } from './imap-server.ts';

let server: ImapServer;

/** A generator of its own, so that a failing seed can be run again. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0 || 1;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A client that believes what it is told, and objects when one answer contradicts another. */
class BelievingClient {
  readonly #line: LineClient;
  readonly #name: string;
  readonly #model: Model;
  readonly usesQresync: boolean;
  /** UIDs by sequence number − 1; null: not told yet. */
  view: (number | null)[] = [];
  /** What it was told of flags, by UID, and has not itself made untrue in silence. */
  readonly flags = new Map<number, string>();
  readonly #modSeqs = new Map<number, number>();
  #tags = 0;

  private constructor(line: LineClient, name: string, kind: ClientKind, model: Model) {
    this.#line = line;
    this.#name = name;
    this.#model = model;
    this.usesQresync = kind === 'qresync';
  }

  static async open(name: string, user: string, kind: ClientKind, model: Model): Promise<BelievingClient> {
    const line = await LineClient.connect(server.ports.tls, { tls: true });
    const client = new BelievingClient(line, name, kind, model);
    await line.line();
    await client.command(`LOGIN ${user} ${password}`);
    if (kind === 'qresync') await client.command('ENABLE QRESYNC');
    if (kind === 'condstore') await client.command('ENABLE CONDSTORE');
    if (kind === 'notify')
      await client.command('NOTIFY SET (selected-delayed (MessageNew (UID FLAGS) MessageExpunge FlagChange))');
    await client.command('SELECT INBOX');
    return client;
  }

  /** IDLE while others act; what it hears there it believes as well. */
  async idle(): Promise<string[]> {
    const tag = `${this.#name}${++this.#tags}`;
    this.#line.send(`${tag} IDLE\r\n`);
    const heard: string[] = [];
    for (let turns = 0; ; ) {
      const line = (await this.#line.line()) ?? '';
      if (line.startsWith(tag)) break;
      heard.push(line);
      if (line.startsWith('+') && turns++ === 0) {
        for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
        this.#line.send('DONE\r\n');
      }
    }
    for (const line of heard) this.#believe(line, 'IDLE');
    if (this.usesQresync && this.view.includes(null)) await this.command('FETCH 1:* (UID)');
    return heard;
  }

  /** The client has changed flags without being told of the outcome. */
  forget(): void {
    this.flags.clear();
  }

  async command(text: string): Promise<string[]> {
    const tag = `${this.#name}${++this.#tags}`;
    const lines = await this.#line.command(tag, text);
    for (const line of lines) this.#believe(line, text);
    this.#model.note(lines, text);
    // RFC 7162 §3.2.10: VANISHED names UIDs, so such a client learns those of new messages at once.
    if (this.usesQresync && this.view.includes(null)) await this.command('FETCH 1:* (UID)');
    return lines;
  }

  #believe(line: string, command: string): void {
    const exists = /^\* (\d+) EXISTS$/.exec(line);
    if (exists !== null) {
      const count = Number(exists[1]);
      if (command.startsWith('SELECT')) this.view = [];
      assert.ok(count >= this.view.length, `${this.#name}: EXISTS went down to ${count} from ${this.view.length}`);
      while (this.view.length < count) this.view.push(null);
    }
    const expunged = /^\* (\d+) EXPUNGE$/.exec(line);
    if (expunged !== null) {
      // RFC 3501 §7.4.1
      assert.ok(!/^(FETCH|STORE|SEARCH)/.test(command), `${this.#name}: EXPUNGE during ${command}`);
      assert.ok(Number(expunged[1]) <= this.view.length);
      const [uid] = this.view.splice(Number(expunged[1]) - 1, 1);
      if (uid !== null && uid !== undefined) this.#model.gone(uid);
    }
    const vanished = /^\* VANISHED ([\d:,]+)$/.exec(line);
    if (vanished !== null) {
      for (const uid of uidsOf(vanished[1] ?? '')) {
        // A message may come and go within one answer, before the client could ask for its UID.
        const known = this.view.indexOf(uid);
        const at = known >= 0 ? known : this.view.lastIndexOf(null);
        assert.ok(at >= 0, `${this.#name}: ${uid} vanished and was never there`);
        this.view.splice(at, 1);
        this.#model.gone(uid);
      }
    }
    const fetched = /^\* (\d+) FETCH \(UID (\d+)/.exec(line);
    if (fetched !== null) {
      const [at, uid] = [Number(fetched[1]) - 1, Number(fetched[2])];
      assert.ok(at < this.view.length, `${this.#name}: FETCH of ${at + 1}, but there are ${this.view.length}`);
      const known = this.view[at];
      assert.ok(known === null || known === uid, `${this.#name}: ${at + 1} was ${known} and is now ${uid} (${line})`);
      this.view[at] = uid;
      this.#model.seen(uid);
    }
    const told = /^\* (\d+) FETCH \((?:UID \d+ )?FLAGS \(([^)]*)\)(?: MODSEQ \((\d+)\))?/.exec(line);
    if (told !== null) {
      const uid = this.view[Number(told[1]) - 1];
      if (uid === null || uid === undefined) return;
      this.flags.set(uid, sortedFlags(told[2] ?? ''));
      // RFC 7162 §3.1: the mod-sequence of a message only grows.
      const modSeq = Number(told[3] ?? 0);
      assert.ok(modSeq === 0 || modSeq >= (this.#modSeqs.get(uid) ?? 0), `${this.#name}: MODSEQ of ${uid} went down`);
      if (modSeq > 0) this.#modSeqs.set(uid, modSeq);
    }
  }

  /** `uid flags` of every message, `\Recent` left out. */
  async state(): Promise<string[]> {
    const lines = await this.command('FETCH 1:* (UID FLAGS)');
    const found = lines.flatMap((line) => {
      const match = /^\* \d+ FETCH \(UID (\d+) FLAGS \((.*?)\)/.exec(line);
      return match === null ? [] : [`${match[1]} ${sortedFlags(match[2] ?? '')}`];
    });
    return found;
  }

  close(): void {
    this.#line.close();
  }
}

type ClientKind = 'plain' | 'condstore' | 'qresync' | 'notify';

function sortedFlags(text: string): string {
  return text
    .split(' ')
    .filter((flag) => flag !== '\\Recent' && flag !== '')
    .sort()
    .join(' ');
}

/**
 * What must be true of the mailbox whatever the clients do: a UID is given once, to the message that it was given to,
 * and a message that anybody has seen go never comes back.
 */
class Model {
  readonly #subjects = new Map<number, string>();
  readonly #gone = new Set<number>();
  #appended = 0;
  #largest = 0;

  nextSubject(): string {
    return `m${++this.#appended}`.padEnd(6, '-');
  }

  seen(uid: number): void {
    this.#largest = Math.max(this.#largest, uid);
  }

  gone(uid: number): void {
    this.#gone.add(uid);
  }

  /** The UIDs of APPEND are new, and the subject that was sent is the one that is kept. */
  note(lines: readonly string[], command: string): void {
    const [, set] = /\[APPENDUID \d+ ([\d:,]+)\]/.exec(lines.at(-1) ?? '') ?? [];
    if (set === undefined) return;
    const subjects = [...command.matchAll(/Subject: (\S{6})/g)].map(([, subject = '']) => subject);
    for (const [index, uid] of uidsOf(set).entries()) {
      assert.ok(!this.#subjects.has(uid), `UID ${uid} was given twice`);
      this.#subjects.set(uid, subjects[index] ?? '');
    }
  }

  /** What is there in the end, UID and subject. */
  check(messages: readonly (readonly [uid: number, subject: string])[]): void {
    for (const [uid, subject] of messages) {
      assert.ok(!this.#gone.has(uid), `UID ${uid} was seen to go and is there`);
      const appended = this.#subjects.get(uid);
      if (appended !== undefined) assert.equal(subject, appended, `UID ${uid}`);
    }
  }
}

function uidsOf(set: string): number[] {
  return set.split(',').flatMap((part) => {
    const [first = 0, last = first] = part.split(':').map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}

const flags = ['\\Seen', '\\Flagged', '\\Deleted', '$One', '$Two'];

function act(client: BelievingClient, model: Model, random: (below: number) => number): Promise<string[]> {
  const message = (): string => `{17+}\r\nSubject: ${model.nextSubject()}\r\n`;
  const count = client.view.length;
  const someone = count === 0 ? '1:*' : `${1 + random(count)}:${1 + random(count)}`;
  const flag = flags[random(flags.length)];
  switch (random(14)) {
    case 12:
      return client.idle();
    case 13:
      return count === 0
        ? client.command('NOOP')
        : client.command(`STORE ${someone} (UNCHANGEDSINCE ${1 + random(60)}) +FLAGS (${flag})`);
    case 0:
    case 1:
      return client.command(`APPEND INBOX ${message()}`);
    case 2:
      return client.command(`APPEND INBOX (${flag}) ${message()} ${message()}`);
    case 3:
      return count === 0 ? client.command('NOOP') : client.command(`STORE ${someone} +FLAGS (${flag})`);
    case 4:
      return count === 0
        ? client.command('NOOP')
        : client.command(`STORE ${someone} -FLAGS.SILENT (${flag})`).finally(() => client.forget());
    case 5:
      return client.command(`UID STORE ${1 + random(40)}:${1 + random(40)} FLAGS (${flag})`);
    case 6:
      return client.command('EXPUNGE');
    case 7:
      return client.command(`UID EXPUNGE ${1 + random(40)}:*`);
    case 8:
      return count === 0 ? client.command('NOOP') : client.command(`MOVE ${someone} Archive`);
    case 9:
      return count === 0 ? client.command('NOOP') : client.command(`COPY ${someone} INBOX`);
    case 10:
      return client.command('SEARCH UNSEEN');
    default:
      return count === 0 ? client.command('NOOP') : client.command(`FETCH ${someone} (UID FLAGS)`);
  }
}

/** `RELAIS_TEST_SEEDS=100` plays so many more, to look for what a few do not show. */
function seeds(usual: readonly number[]): readonly number[] {
  return [...usual, ...Array.from({ length: Number(process.env.RELAIS_TEST_SEEDS ?? 0) }, (_, i) => 1_000 + i)];
}

function playSeeds(seeds: readonly number[]): void {
  for (const seed of seeds) {
    test(`six clients that act at random never see a contradiction, and agree in the end (seed ${seed})`, async () => {
      const random = randomFrom(seed * 7_919);
      const { surroundings } = await server.user(`random-${seed}`);
      const user = surroundings.values.user ?? '';
      const model = new Model();
      const kinds: readonly ClientKind[] = ['plain', 'plain', 'condstore', 'qresync', 'notify', 'plain'];
      const clients = await Promise.all(
        kinds.map((kind, i) => BelievingClient.open('abcdef'[i] ?? '', user, kind, model)),
      );
      for (let step = 0; step < 60; step++) {
        if (random(3) > 0) await act(clients[random(clients.length)] as BelievingClient, model, random);
        // All at once: their commands run between one another.
        else await Promise.all(clients.map((client) => act(client, model, random)));
      }
      for (const client of clients) await client.command('NOOP');
      const fresh = await BelievingClient.open('g', user, 'plain', model);
      const truth = await fresh.state();
      const flagsOf = new Map(
        truth.map((line) => [Number(/^\d+/.exec(line)?.[0]), line.replace(/^\d+ /, '')] as const),
      );
      for (const client of clients) {
        // What they were told in passing, before they ask.
        for (const [uid, told] of client.flags)
          if (flagsOf.has(uid)) assert.equal(told, flagsOf.get(uid), `flags of ${uid}`);
        assert.equal(client.view.length, truth.length);
        for (const [at, uid] of client.view.entries())
          if (uid !== null) assert.equal(uid, [...flagsOf.keys()][at], `message ${at + 1}`);
        assert.deepEqual(await client.state(), truth);
      }
      const subjects = await fresh.command('FETCH 1:* (UID BODY.PEEK[HEADER.FIELDS (SUBJECT)])');
      const uids = subjects.flatMap((line) => /^\* \d+ FETCH \(UID (\d+)/.exec(line)?.[1] ?? []);
      const texts = subjects.flatMap((line) => /^Subject: (\S+)/.exec(line)?.[1] ?? []);
      assert.equal(uids.length, texts.length);
      model.check(uids.map((uid, at) => [Number(uid), texts[at] ?? '']));
      for (const client of [...clients, fresh]) client.close();
    });
  }
}

describeOnBothEngines('clients that act at random', (serverOf, engine) => {
  before(() => {
    server = serverOf();
  });
  playSeeds(seeds(engine === 'PostgreSQL' ? [7, 8] : [1, 2, 3, 4, 5, 6]));
});
