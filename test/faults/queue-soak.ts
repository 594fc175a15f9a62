import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LineClient } from '../support/line-client.ts';
import { freePortOffset, releasePortOffset } from '../support/ports.ts';
import { runRelais, type ServerProcess, startServerProcess } from '../support/server-process.ts';
import { CountingSink } from './counting-sink.ts';

export interface SoakOptions {
  /** Accepted messages before the sink opens. */
  readonly messages: number;
  /** SIGKILLs while mail comes in, and as many while it goes out. */
  readonly kills: number;
  /** `postgres://…`; the embedded store otherwise. */
  readonly databaseUrl?: string | undefined;
  /** Told what is going on, with what was measured. */
  say(line: string): void;
  /** Looks at the server with the whole queue in it, before the sink opens. */
  whenFull?(server: ServerProcess, tell: (command: string) => Promise<string>): Promise<void>;
}

export interface SoakResult {
  readonly accepted: number;
  readonly delivered: number;
  readonly reported: number;
  /** Delivered again because a kill came between the sink's 250 and its record. */
  readonly repeated: number;
}

const connections = 8;
/** By the sink, or by a rule. */
const refused = /^(?:no|not)\d+@/;
/** Every so many messages is also for a mailbox here and for people for whom rules want something else. */
const partsEvery = 5;
/** Without one, what is said again is another message (decision 180). */
const date = 'Date: Mon, 30 Nov 2026 10:00:00 +0000\r\n';

/**
 * Accepts messages, kills the server at random moments meanwhile, opens the sink, kills it at random moments again, and
 * holds what came out against what was acknowledged: every accepted recipient was taken by the sink, or a report about him
 * came to the sender; none was taken twice unless the sink's 250 may have been lost with a kill. Some messages fall into parts by rules,
 * and are sent again until they are acknowledged: the mailbox here has each once.
 * @throws AssertionError with the recipients that are not as they should be.
 */
export async function soakQueue(options: SoakOptions): Promise<SoakResult> {
  const { say } = options;
  const endings: (() => Promise<void>)[] = [];
  const place = await mkdtemp(join(tmpdir(), 'relais-soak-'));
  const portOffset = await freePortOffset();
  try {
    const dataDirectory = join(place, 'data');
    const start = async (): Promise<ServerProcess> => {
      const begun = performance.now();
      const server = await startServerProcess(
        { after: (work) => void endings.push(work) },
        {
          dataDirectory,
          portOffset,
          args: options.databaseUrl === undefined ? [] : ['--database', options.databaseUrl],
        },
      );
      say(`ready after ${Math.round(performance.now() - begun)} ms, ${await residentMegabytes(server)} MB resident`);
      return server;
    };
    const tell = async (command: string): Promise<string> => {
      const said = await runRelais(['shell', '--data', dataDirectory, '-Command', command]);
      assert.equal(said.exitCode, 0, said.stderr + said.stdout);
      return said.stdout;
    };

    let server = await start();
    // In the range that is claimed for this server: a port that is merely free now may be another program's after a kill,
    // and what that one acknowledged would count as lost here.
    const port = portOffset + 1_001;
    const sinkPort = portOffset + 1_002;
    await tell(
      [
        `New-SendConnector out -AddressSpaces * -SmartHosts 127.0.0.1 -DNSRoutingEnabled $false`,
        `Set-SendConnector out -Port ${sinkPort}`,
        `New-ReceiveConnector -Name Devices -Usage Custom -Bindings 127.0.0.1:${port} -RemoteIPRanges 127.0.0.1 -PermissionGroups AnonymousUsers`,
        `New-TransportRule Other -RecipientAddressMatchesPatterns '^other' -PrependSubject '[O] '`,
        `New-TransportRule Not -RecipientAddressMatchesPatterns '^not' -RejectMessageReasonText 'Not to them'`,
        `Get-ReceiveConnector Devices | Add-ADPermission -User 'NT AUTHORITY\\ANONYMOUS LOGON' -ExtendedRights ms-Exch-SMTP-Accept-Any-Recipient`,
      ].join('; '),
    );

    const accepted = new Set<string>();
    const source = new Source(accepted);
    const begun = performance.now();
    for (let kill = 0; accepted.size < options.messages; kill += 1) {
      const isLast = kill >= options.kills;
      const step = Math.ceil(options.messages / (options.kills + 1));
      const until = isLast ? options.messages : Math.min(options.messages, (kill + 1) * step);
      await source.sendUntil(port, until);
      if (isLast || accepted.size >= options.messages) break;
      // Not between two messages but in the middle of what is in hand.
      const more = source.sendUntil(port, options.messages + connections);
      await pause(Math.random() * 40);
      await server.kill('SIGKILL');
      await more;
      say(`killed with ${accepted.size} accepted`);
      server = await start();
    }
    say(`${accepted.size} accepted in ${Math.round((performance.now() - begun) / 1000)} s, restarts included`);

    await server.kill('SIGKILL');
    server = await start();
    await options.whenFull?.(server, tell);

    const sink = new CountingSink((address) => refused.test(address));
    endings.push(async () => sink.close());
    await sink.listen(sinkPort);
    const wanted = [...accepted].filter((address) => !refused.test(address));
    const isDone = (): boolean =>
      sink.recipients.size >= wanted.length && wanted.every((one) => sink.recipients.has(one));
    await tell('Get-Queue | Retry-Queue');
    const sending = performance.now();
    for (let kill = 0; kill < options.kills && !isDone(); kill += 1) {
      const until = sink.taken + Math.ceil((wanted.length / (options.kills + 1)) * (0.5 + Math.random()));
      await Promise.race([sink.until(() => sink.taken >= until || isDone()), pause(120_000)]);
      await pause(Math.random() * 20);
      await server.kill('SIGKILL');
      say(`killed with ${sink.taken} taken by the sink`);
      server = await start();
    }
    await Promise.race([sink.until(isDone), pause(options.messages * 10 + 60_000)]);
    say(
      `the sink has ${sink.recipients.size} after ${Math.round((performance.now() - sending) / 1000)} s, restarts included`,
    );

    const reports = await reportsOf(
      server,
      [...accepted].filter((address) => refused.test(address)),
    );
    const lost = wanted.filter((address) => (sink.recipients.get(address)?.taken ?? 0) === 0);
    const unreported = [...accepted].filter((address) => refused.test(address) && !reports.has(address));
    const twice = [...sink.recipients].filter(
      ([address, { taken, unheard }]) =>
        !source.isAgain(address) && (taken - unheard > 1 || (taken > 1 && unheard === 0)),
    );
    const copies = await subjectsOfBob(server);
    const here = source.parted.filter((number) => copies.filter((one) => one === number).length !== 1);
    assert.deepEqual({ lost, unreported, twice, here }, { lost: [], unreported: [], twice: [], here: [] });
    const left = await tell('(Get-Queue | Measure-Object -Property MessageCount -Sum).Sum');
    assert.match(left.trim(), /^0?$/);
    assert.equal(await server.kill('SIGTERM'), 0);
    return {
      accepted: accepted.size,
      delivered: wanted.length,
      reported: reports.size,
      repeated: sink.taken - sink.recipients.size,
    };
  } finally {
    for (const end of endings.toReversed()) await end();
    releasePortOffset(portOffset);
    await rm(place, { recursive: true, force: true });
  }
}

/** Sends messages of one recipient each, every one of a name of his own, and some that fall into parts. */
class Source {
  readonly #accepted: Set<string>;
  #last = 0;
  /** Numbers of messages that fall into parts, and were sent and not acknowledged. */
  readonly #open: number[] = [];
  readonly #again = new Set<number>();
  /** Those that were. */
  readonly parted: number[] = [];

  constructor(accepted: Set<string>) {
    this.#accepted = accepted;
  }

  /** Over several connections, until so many are accepted or the server is gone. */
  async sendUntil(port: number, count: number): Promise<void> {
    await Promise.all(
      Array.from({ length: connections }, async () => await this.#send(port, count).catch(() => undefined)),
    );
  }

  /** His message was sent again: what was acknowledged with a word that got lost is another one then (RFC 1047). */
  isAgain(address: string): boolean {
    return this.#again.has(Number(/\d+/.exec(address)?.[0]));
  }

  async #send(port: number, count: number): Promise<void> {
    const client = await LineClient.connect(port);
    let sent: number | null = null;
    try {
      await reply(client);
      client.send('EHLO source.test\r\n');
      await reply(client);
      while (this.#accepted.size < count) {
        const open = this.#open.pop();
        if (open !== undefined) this.#again.add(open);
        const number = open ?? (this.#last += 1);
        const isParted = number % partsEvery === 1;
        const names = isParted ? ['m', 'other', 'not'] : [number % 50 === 0 ? 'no' : 'm'];
        const addresses = names.map((name) => `${name}${number}@far.test`);
        const all = isParted ? ['bob@example.test', ...addresses] : addresses;
        const named = all.map((address) => `RCPT TO:<${address}>\r\n`).join('');
        client.send(`MAIL FROM:<alice@example.test>\r\n${named}DATA\r\n`);
        for (let told = 0; told <= all.length; told += 1) {
          const said = await reply(client);
          if (!said.startsWith('250')) throw new Error(said);
        }
        if (!(await reply(client)).startsWith('354')) throw new Error('refused');
        if (isParted) sent = number;
        const body = `${'x'.repeat(70)}\r\n`.repeat(10 + (number % 90));
        client.send(
          `From: alice@example.test\r\nSubject: ${number}\r\n${date}Message-ID: <${number}@soak.test>\r\n\r\n${body}.\r\n`,
        );
        if (!(await reply(client)).startsWith('250')) throw new Error('not taken');
        for (const address of addresses) this.#accepted.add(address);
        if (sent !== null) this.parted.push(sent);
        sent = null;
      }
    } finally {
      if (sent !== null) this.#open.push(sent);
      client.close();
    }
  }
}

async function reply(client: LineClient): Promise<string> {
  for (;;) {
    const line = await client.line(60_000);
    if (line === null) throw new Error('closed');
    if (/^\d{3} /.test(line)) return line;
  }
}

/** Recipients that reports in alice's inbox tell of; waits for those of `expected`. */
async function reportsOf(server: ServerProcess, expected: readonly string[]): Promise<ReadonlySet<string>> {
  const told = new Set<string>();
  const client = await LineClient.connect(server.ports.imaps, { tls: true });
  await client.line();
  client.send(`a LOGIN ${server.alice.address} ${server.alice.password}\r\nb SELECT INBOX\r\n`);
  await client.until(/^b /);
  let from = 1;
  const deadline = Date.now() + 60_000;
  while (expected.some((address) => !told.has(address)) && Date.now() < deadline) {
    client.send(`c UID FETCH ${from}:* (BODY.PEEK[])\r\n`);
    for (const line of await client.until(/^c /, 60_000)) {
      const address = /^Final-Recipient: rfc822; ?(not?\d+@far\.test)/i.exec(line)?.[1];
      if (address !== undefined) told.add(address);
      const uid = /UID (\d+)/.exec(line)?.[1];
      if (/^\* \d+ FETCH/.test(line) && uid !== undefined) from = Math.max(from, Number(uid) + 1);
    }
    await pause(100);
  }
  client.close();
  return told;
}

/** The numbers of his messages, as often as he has them. */
async function subjectsOfBob(server: ServerProcess): Promise<readonly number[]> {
  const client = await LineClient.connect(server.ports.imaps, { tls: true });
  await client.line();
  client.send(`a LOGIN bob@example.test ${server.alice.password}\r\nb SELECT INBOX\r\n`);
  await client.until(/^b /);
  client.send('c FETCH 1:* (BODY.PEEK[HEADER.FIELDS (SUBJECT)])\r\n');
  const lines = await client.until(/^c /, 60_000);
  client.close();
  return lines.flatMap((line) => {
    const subject = /^Subject: (\d+)$/.exec(line)?.[1];
    return subject === undefined ? [] : [Number(subject)];
  });
}

async function residentMegabytes(server: ServerProcess): Promise<number> {
  const status = await readFile(`/proc/${server.child.pid}/status`, 'utf8').catch(() => '');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}

/** Not waited for when everything else is done. */
function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
