import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { after, before, describe, test, type TestContext } from 'node:test';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import fc from 'fast-check';
import { makeSelfSigned } from '../../../server/src/platform/tls/self-signed.ts';
import { missingCompiler } from '../../../test/support/debian-program.ts';
import { Plan } from './plan.ts';
import { play, type Played } from './play.ts';
import { compileLoad, type LoadPrograms } from './programs.ts';

describe('the player', { skip: missingCompiler() }, () => {
  let programs: LoadPrograms;
  before(async () => {
    programs = await compileLoad();
  });
  after(() => programs.remove());

  /** Plays one connection to a server on `port`. */
  const talk = (port: number, steps: (plan: Plan) => void, connections = 1): Promise<Played> => {
    const plan = new Plan();
    const from = plan.here();
    plan.connect(port);
    steps(plan);
    plan.stop();
    for (let at = 0; at < connections; at += 1) plan.play(from);
    return play(programs.player, plan);
  };
  const ask = (plan: Plan, expect: () => void): void => {
    plan.send('ask\r\n');
    expect();
  };

  const imap =
    '* 2 FETCH (FLAGS () BODY[] {19}\r\na OK no reply {7}\r\n)\r\n* 3 FETCH (BODY[] {0}\r\n)\r\n* SEARCH {x}\r\na OK done\r\n';

  test('hears a reply of IMAP to its end however it is split, and counts literals and bytes', async (t) => {
    const cuts = fc.array(fc.nat(imap.length - 1), { maxLength: imap.length });
    await fc.assert(
      fc.asyncProperty(cuts, fc.constantFrom(1, 2), async (places, connections) => {
        const port = await answering(t, () => pieces(imap, places));
        const played = await talk(port, (plan) => ask(plan, () => plan.tagged('a', 2)), connections);
        assert.equal(played.replies, connections);
        assert.equal(played.bytes, imap.length * connections);
        assert.ok(played.seconds > 0 && played.processorSeconds > 0);
      }),
      { numRuns: 25 },
    );
  });

  const refused: readonly [string, string, (plan: Plan) => void, RegExp][] = [
    ['NO where OK is wanted', 'a NO [LIMIT] not now\r\n', (plan) => plan.tagged('a'), /NO \[LIMIT\] not now/],
    ['BAD even where NO is an answer', 'a BAD what\r\n', (plan) => plan.answered('a'), /BAD what/],
    ['the tag of another command', 'b OK done\r\n', (plan) => plan.tagged('a'), /b OK done/],
    ['a tag that only begins like it', 'aa OK done\r\n', (plan) => plan.tagged('a'), /aa OK done/],
    ['fewer literals than were asked for', imap, (plan) => plan.tagged('a', 3), /wanted 3 literals, got 2/],
    ['a request to go on', '+ go on\r\n', (plan) => plan.tagged('a'), /\+ go on/],
    ['no STATUS', 'a OK done\r\n', (plan) => plan.status('a'), /no STATUS came/],
    ['another code of SMTP', '250-one\r\n451 4.3.0 later\r\n', (plan) => plan.smtp('250'), /451 4\.3\.0 later/],
    ['-ERR to a reply of lines', '-ERR no such message\r\n', (plan) => plan.lines('+OK'), /-ERR no such message/],
    ['another greeting', '* BYE full\r\n', (plan) => plan.line('* OK'), /wanted \* OK, got "\* BYE full"/],
    ['more than was asked for', 'a OK done\r\nb OK more\r\n', (plan) => plan.tagged('a'), /more came/],
  ];
  for (const [what, reply, expect, complaint] of refused) {
    test(`fails on ${what}, with what the server said`, async (t) => {
      for (const connections of [1, 3]) {
        const port = await answering(t, () => [reply]);
        const steps = (plan: Plan): void => ask(plan, () => (expect(plan), plan.close()));
        await assert.rejects(talk(port, steps, connections), complaint);
      }
    });
  }

  test('fails when the server hangs up, with what it said before', async (t) => {
    const port = await serving(t, (socket) => socket.end('* BYE shutting down\r\n'));
    for (const connections of [1, 3])
      await assert.rejects(
        talk(port, (plan) => plan.tagged('a'), connections),
        /closed the connection.*BYE shutting down/,
      );
  });

  test('fails when nobody listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    server.close();
    await once(server, 'close');
    for (const connections of [1, 3])
      await assert.rejects(
        talk(port, (plan) => plan.line('* OK'), connections),
        /refused/,
      );
  });

  test('NO is an answer where the plan says so', async (t) => {
    const port = await answering(t, () => ['a NO gone\r\n']);
    assert.equal((await talk(port, (plan) => ask(plan, () => plan.answered('a')))).replies, 1);
  });

  test('replies of a pipeline are heard one after the other', async (t) => {
    const port = await answering(t, () => ['a OK x\r\nb OK y\r\n']);
    const both = (plan: Plan): void => ask(plan, () => (plan.tagged('a'), plan.tagged('b')));
    assert.equal((await talk(port, both)).replies, 2);
    const literals = await answering(t, () => [
      '* 1 FETCH (BODY[] {1}\r\nx)\r\n* 2 FETCH (BODY[] {1}\r\ny)\r\na OK x\r\nb OK y\r\n',
    ]);
    await talk(literals, (plan) => ask(plan, () => (plan.tagged('a'), plan.tagged('b', 2))));
    const swapped = (plan: Plan): void => ask(plan, () => (plan.tagged('b'), plan.tagged('a')));
    await assert.rejects(talk(port, swapped), /wanted b, got "a OK x"/);
  });

  test('replies of SMTP and POP3 of several lines end where they end', async (t) => {
    const smtp = await answering(t, () => ['250-one\r\n250-SIZE 1\r\n2', '50 two\r\n354 go on\r\n']);
    await talk(smtp, (plan) => ask(plan, () => (plan.smtp('250'), plan.smtp('354'), plan.close())));
    const pop3 = await answering(t, () => ['+OK\r\n..\r\n.x\r\n\r', '\n.\r\n+OK next\r\n']);
    await talk(pop3, (plan) => ask(plan, () => (plan.lines('+OK'), plan.line('+OK next'), plan.close())));
  });

  test('a line that is longer than its buffer is one line, and its literal is found', async (t) => {
    for (const length of [32_768, 262_143, 262_144, 1_000_000]) {
      const long = `* SEARCH${' 7'.repeat(length)} {3}\r\nz\r\n\r\na OK done\r\n`;
      const port = await answering(t, () => [long]);
      for (const connections of [1, 2]) {
        const steps = (plan: Plan): void => ask(plan, () => (plan.tagged('a', 1), plan.close()));
        const { bytes } = await talk(port, steps, connections);
        assert.equal(bytes, long.length * connections);
      }
    }
  });

  test('connections take each piece of work once, and large ones arrive whole', async (t) => {
    const got: string[] = [];
    const body = 'x'.repeat(1_000_000);
    const port = await serving(t, (socket) => {
      let buffered = '';
      socket.on('data', (chunk: Buffer) => {
        // The server is slow to read, so that what is sent does not go out in one write.
        socket.pause();
        setImmediate(() => socket.resume());
        buffered += chunk.toString('latin1');
        if (!buffered.endsWith('end\r\n')) return;
        got.push(buffered);
        buffered = '';
        socket.write('250 taken\r\n');
      });
    });
    const plan = new Plan();
    const from = plan.here();
    plan.connect(port);
    plan.start();
    const next = plan.here();
    const done = Plan.label();
    plan.take(done);
    plan.send({ own: 0 }, { item: 0 }, { item: 1 }, 'end\r\n');
    plan.smtp('250');
    plan.jump(next);
    plan.here(done);
    for (let index = 0; index < 12; index += 1) plan.item(` item ${index} `, body);
    for (const name of ['one', 'two', 'three']) plan.play(from, name);
    await play(programs.player, plan);
    const heads = got.map((text) => / item (\d+) /.exec(text)?.[1]);
    assert.deepEqual(
      heads.map(Number).toSorted((a, b) => a - b),
      Array.from({ length: 12 }, (_, index) => index),
    );
    for (const text of got) assert.match(text.replace(body, ''), /^(?:one|two|three) item \d+ end\r\n$/);
  });

  test('the clock runs from the moment at which all are ready until what was given is there', async (t) => {
    let given = 0;
    let looks = 0;
    const giving = await answering(t, () => {
      given += 1;
      return ['250 ok\r\n'];
    });
    // Each is seen a look later than it was given, on both watchers together, and there were five before.
    const watching = await answering(t, () => {
      looks += 1;
      const visible = looks <= 2 ? 5 : Math.min(5 + given / 2, 5 + (looks - 2));
      return [`* STATUS INBOX (MESSAGES ${Math.floor(visible)})\r\na OK done\r\n`];
    });
    const plan = new Plan();
    const end = Plan.label();
    const giver = plan.here();
    plan.connect(giving);
    plan.start();
    const next = plan.here();
    const done = Plan.label();
    plan.take(done);
    ask(plan, () => plan.smtp('250'));
    plan.jump(next);
    plan.here(done);
    plan.meet();
    plan.jump(end);
    const watcher = plan.here();
    plan.connect(watching);
    ask(plan, () => plan.status('a'));
    plan.start();
    plan.meet();
    const again = plan.here();
    ask(plan, () => plan.status('a'));
    plan.arrived(20, again);
    plan.here(end);
    plan.stop();
    for (let index = 0; index < 20; index += 1) plan.item();
    for (const from of [giver, giver, watcher, watcher]) plan.play(from);
    const { seconds } = await play(programs.player, plan);
    assert.equal(given, 20);
    // One look before, and ten before twenty of two watchers are there: the first at once, each other after 10 ms.
    assert.ok(looks >= 2 + 10, `looked ${looks} times`);
    assert.ok(seconds >= 0.03, `${seconds} s`);
  });

  test('goes on until its seconds are over, and counts what was answered', async (t) => {
    let asked = 0;
    const port = await answering(t, () => {
      asked += 1;
      return ['a OK done\r\n'];
    });
    const plan = new Plan();
    const from = plan.here();
    const over = Plan.label();
    plan.connect(port);
    const again = plan.here();
    plan.over(over);
    ask(plan, () => plan.tagged('a'));
    plan.jump(again);
    plan.here(over);
    plan.seconds(0.2);
    for (let at = 0; at < 3; at += 1) plan.play(from);
    const { replies, seconds } = await play(programs.player, plan);
    assert.equal(replies, asked);
    assert.ok(replies > 3 && seconds >= 0.2, `${replies} in ${seconds} s`);
  });

  test('speaks TLS 1.3 with a full handshake each time, alone and beside others, and nothing older', async (t) => {
    const { certificate, key } = await makeSelfSigned(['localhost'], Date.now());
    const seen: string[] = [];
    const answer = (socket: TLSSocket): void => {
      seen.push(`${socket.getProtocol()} ${socket.isSessionReused()}`);
      socket.write('* OK hello\r\n');
      socket.on('error', () => undefined);
      socket.on('data', () => void socket.write('a OK done\r\n'));
    };
    const listenTls = (maxVersion: 'TLSv1.2' | 'TLSv1.3'): Promise<number> =>
      listening(t, createTlsServer({ cert: certificate, key, maxVersion }, answer));
    const port = await listenTls('TLSv1.3');
    for (const connections of [1, 3]) {
      const plan = new Plan();
      const from = plan.each(() => {
        plan.connect(port, true);
        plan.line('* OK');
        ask(plan, () => plan.tagged('a'));
        plan.close();
      });
      plan.stop();
      for (let index = 0; index < 6; index += 1) plan.item();
      for (let at = 0; at < connections; at += 1) plan.play(from);
      seen.length = 0;
      assert.equal((await play(programs.player, plan)).replies, 6);
      assert.deepEqual(
        seen,
        Array.from({ length: 6 }, () => 'TLSv1.3 false'),
      );
    }
    const older = await listenTls('TLSv1.2');
    const plan = new Plan();
    const from = plan.here();
    plan.connect(older, true);
    plan.line('* OK');
    plan.play(from);
    await assert.rejects(play(programs.player, plan), /TLS/);
  });

  test('refuses a plan that goes nowhere', async () => {
    const plan = new Plan();
    plan.start();
    await assert.rejects(play(programs.player, plan), /has no connection/);
    plan.send('x');
    plan.play({ at: 1 });
    await assert.rejects(play(programs.player, plan), /not connected/);
    plan.jump(Plan.label());
    await assert.rejects(play(programs.player, plan), /was not given a place/);
  });
});

/** A server that does as `serve` says with each connection; it is gone when the test ends. */
function serving(t: TestContext, serve: (socket: Socket) => void): Promise<number> {
  return listening(t, createServer(serve));
}

/** A server that answers each line with the pieces, each in a write of its own. */
function answering(t: TestContext, reply: () => readonly string[]): Promise<number> {
  return serving(t, (socket) => {
    socket.on('data', () => {
      const rest = [...reply()];
      const write = (): void => {
        const piece = rest.shift();
        if (piece !== undefined) socket.write(piece, 'latin1', write);
      };
      write();
    });
  });
}

async function listening(t: TestContext, server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    // A player that fails hangs up.
    socket.on('error', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(async () => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  });
  return (server.address() as { port: number }).port;
}

function pieces(whole: string, places: readonly number[]): string[] {
  const cuts = [0, ...new Set(places.toSorted((a, b) => a - b)), whole.length];
  return cuts
    .slice(1)
    .map((end, at) => whole.slice(cuts[at], end))
    .filter((piece) => piece !== '');
}
