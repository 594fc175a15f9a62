import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { LineClient } from '../../support/line-client.ts';
import { type ImapServer, password, startImapServer } from './imap-server.ts';

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
  readonly usesQresync: boolean;
  /** UIDs by sequence number − 1; null: not told yet. */
  view: (number | null)[] = [];
  #tags = 0;

  private constructor(line: LineClient, name: string, usesQresync: boolean) {
    this.#line = line;
    this.#name = name;
    this.usesQresync = usesQresync;
  }

  static async open(name: string, user: string, usesQresync: boolean): Promise<BelievingClient> {
    const line = await LineClient.connect(server.ports.tls, { tls: true });
    const client = new BelievingClient(line, name, usesQresync);
    await line.line();
    await client.command(`LOGIN ${user} ${password}`);
    if (usesQresync) await client.command('ENABLE QRESYNC');
    await client.command('SELECT INBOX');
    return client;
  }

  async command(text: string): Promise<string[]> {
    const tag = `${this.#name}${++this.#tags}`;
    const lines = await this.#line.command(tag, text);
    for (const line of lines) this.#believe(line, text);
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
      this.view.splice(Number(expunged[1]) - 1, 1);
    }
    const vanished = /^\* VANISHED ([\d:,]+)$/.exec(line);
    if (vanished !== null) {
      const gone = new Set(uidsOf(vanished[1] ?? ''));
      for (const uid of gone) assert.ok(this.view.includes(uid), `${this.#name}: ${uid} vanished and was never there`);
      this.view = this.view.filter((uid) => uid === null || !gone.has(uid));
    }
    const fetched = /^\* (\d+) FETCH \(UID (\d+)/.exec(line);
    if (fetched !== null) {
      const [at, uid] = [Number(fetched[1]) - 1, Number(fetched[2])];
      assert.ok(at < this.view.length, `${this.#name}: FETCH of ${at + 1}, but there are ${this.view.length}`);
      const known = this.view[at];
      assert.ok(known === null || known === uid, `${this.#name}: ${at + 1} was ${known} and is now ${uid} (${line})`);
      this.view[at] = uid;
    }
  }

  /** `uid flags` of every message, `\Recent` left out. */
  async state(): Promise<string[]> {
    const lines = await this.command('FETCH 1:* (UID FLAGS)');
    const found = lines.flatMap((line) => {
      const match = /^\* \d+ FETCH \(UID (\d+) FLAGS \((.*?)\)/.exec(line);
      return match === null
        ? []
        : [
            `${match[1]} ${(match[2] ?? '')
              .split(' ')
              .filter((flag) => flag !== '\\Recent' && flag !== '')
              .sort()
              .join(' ')}`,
          ];
    });
    return found;
  }

  close(): void {
    this.#line.close();
  }
}

function uidsOf(set: string): number[] {
  return set.split(',').flatMap((part) => {
    const [first = 0, last = first] = part.split(':').map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}

const flags = ['\\Seen', '\\Flagged', '\\Deleted', '$One', '$Two'];

function act(client: BelievingClient, random: (below: number) => number): Promise<string[]> {
  const count = client.view.length;
  const someone = count === 0 ? '1:*' : `${1 + random(count)}:${1 + random(count)}`;
  const flag = flags[random(flags.length)];
  switch (random(12)) {
    case 0:
    case 1:
      return client.command('APPEND INBOX {6+}\r\nA: b\r\n');
    case 2:
      return client.command(`APPEND INBOX (${flag}) {6+}\r\nA: b\r\n {6+}\r\nC: d\r\n`);
    case 3:
      return count === 0 ? client.command('NOOP') : client.command(`STORE ${someone} +FLAGS (${flag})`);
    case 4:
      return count === 0 ? client.command('NOOP') : client.command(`STORE ${someone} -FLAGS.SILENT (${flag})`);
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

function playSeeds(seeds: readonly number[]): void {
  for (const seed of seeds) {
    test(`five clients that act at random never see a contradiction, and agree in the end (seed ${seed})`, async () => {
      const random = randomFrom(seed * 7_919);
      const { surroundings } = await server.user(`random-${seed}`);
      const user = surroundings.values.user ?? '';
      const clients = await Promise.all(
        [0, 1, 2, 3, 4].map((i) => BelievingClient.open('abcde'[i] ?? '', user, i === 3)),
      );
      for (let step = 0; step < 60; step++) {
        if (random(3) > 0) await act(clients[random(clients.length)] as BelievingClient, random);
        // All at once: their commands run between one another.
        else await Promise.all(clients.map((client) => act(client, random)));
      }
      for (const client of clients) await client.command('NOOP');
      const fresh = await BelievingClient.open('f', user, false);
      const truth = await fresh.state();
      for (const client of clients) {
        assert.equal(client.view.length, truth.length);
        assert.deepEqual(await client.state(), truth);
      }
      for (const client of [...clients, fresh]) client.close();
    });
  }
}

describe('clients that act at random, on the embedded store', () => {
  before(async () => {
    server = await startImapServer();
  });
  after(() => server.stop());
  playSeeds([1, 2, 3, 4, 5, 6]);
});

describe('clients that act at random, on PostgreSQL', () => {
  let postgres: TestPostgres;
  before(async () => {
    postgres = await startPostgres();
    server = await startImapServer({}, await postgres.newDatabase());
  });
  after(async () => {
    await server.stop();
    await postgres.stop();
  });
  playSeeds([7, 8]);
});
