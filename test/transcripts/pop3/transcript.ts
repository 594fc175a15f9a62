import assert from 'node:assert/strict';
import { LineClient } from '../../support/line-client.ts';
import type { Pop3Server } from './pop3-server.ts';

/**
 * A conversation as text. Each line is one of
 *
 *     # a remark
 *     C: what the client sends, CRLF added          S: the line that the server must send
 *     C2: … S2: …  the same on a second connection  S: /a regular expression/      S: <closed>
 *     > tls          what follows is said after a TLS handshake on this connection
 *     > connect tls  the next connection (C, C2, …) uses the TLS port
 *     > advance 60   the clock moves so many seconds
 *     > drop 2       the second connection's network dies
 *
 * `$UID1`, `$UID2` … in a line of the server stand for whatever it says there first, and for the same afterwards.
 */
export async function playTranscript(text: string, server: Pop3Server): Promise<void> {
  const clients = new Map<string, LineClient>();
  const variables = new Map<string, string>();
  let nextIsTls = false;
  const client = async (name: string): Promise<LineClient> => {
    let found = clients.get(name);
    if (found === undefined) {
      const port = nextIsTls ? server.ports.tls : server.ports.plain;
      found = await LineClient.connect(port, { tls: nextIsTls });
      clients.set(name, found);
      nextIsTls = false;
    }
    return found;
  };
  const lines = text.split('\n');
  try {
    for (const [index, line] of lines.entries()) {
      const where = `line ${index + 1}: ${line}`;
      const said = /^([CS])([0-9]?): ?(.*)$/.exec(line);
      if (said !== null) {
        const [, who, name = '', words = ''] = said;
        if (who === 'C') (await client(name)).send(`${words}\r\n`);
        else await expectLine(await client(name), words, variables, where);
        continue;
      }
      const [order, ...parameters] = line.startsWith('> ') ? line.slice(2).split(' ') : [];
      if (order === 'tls') clients.set(parameters[0] ?? '', await (await client(parameters[0] ?? '')).startTls());
      else if (order === 'connect') nextIsTls = parameters[0] === 'tls';
      else if (order === 'advance') server.clock.advance(Number(parameters[0]) * 1_000);
      else if (order === 'drop') (await client(parameters[0] ?? '')).close();
      else assert.ok(line.trim() === '' || line.startsWith('#'), `not understood, ${where}`);
    }
  } finally {
    for (const one of clients.values()) one.close();
  }
}

async function expectLine(
  client: LineClient,
  expected: string,
  variables: Map<string, string>,
  where: string,
): Promise<void> {
  const line = await client.line();
  if (expected === '<closed>') return assert.equal(line, null, where);
  assert.ok(line !== null, `the server has closed at ${where}`);
  const regex = /^\/(.*)\/$/.exec(expected);
  if (regex?.[1] !== undefined) return assert.match(line, new RegExp(regex[1]), where);
  const names: string[] = [];
  const pattern = expected.replace(/\$[A-Z]+[0-9]+|[.*+?^${}()|[\]\\]/g, (match) => {
    if (!/^\$[A-Z]/.test(match)) return `\\${match}`;
    const known = variables.get(match);
    if (known !== undefined) return known.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    names.push(match);
    return '([!-~]+)';
  });
  const found = new RegExp(`^${pattern}$`).exec(line);
  assert.ok(found !== null, `${where}\nbut the server said: ${line}`);
  names.forEach((name, index) => variables.set(name, found[index + 1] ?? ''));
}
