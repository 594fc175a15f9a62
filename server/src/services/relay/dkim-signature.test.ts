import assert from 'node:assert/strict';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { test } from 'node:test';
import nodemailer from 'nodemailer';
import { dkimRecord, openDkimConfigs } from '../../domain/queue/dkim-configs.ts';
import { queueMigrations } from '../../domain/queue/queue-migrations.ts';
import type { QueuedMessage } from '../../domain/queue/queued-message.ts';
import { memoryScope } from '../../domain/directory/memory-scope.fixture.ts';
import { MessageFacts } from '../../domain/queue/message-facts.ts';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import { dkimSignature } from './dkim-signature.ts';

const configs = await openDkimConfigs({ scope: memoryScope(queueMigrations), clock: new ManualClock() });
const config = await configs.create({ domain: 'example.test', selector: 's1', enabled: true, keySize: 2048 });

async function signatureOf(text: string, chunkBytes = 7): Promise<string | null> {
  const bytes = Buffer.from(text);
  const facts = new MessageFacts();
  facts.add(bytes);
  async function* content(
    _id: number,
    { start, end } = { start: 0, end: Number.MAX_SAFE_INTEGER },
  ): AsyncGenerator<Uint8Array> {
    for (let at = start; at < Math.min(end, bytes.length); at += chunkBytes)
      yield bytes.subarray(at, Math.min(at + chunkBytes, end));
  }
  const message = { id: 1, ...facts.facts() } as QueuedMessage;
  return dkimSignature({ content }, message, configs.list(), Date.UTC(2026, 0, 1));
}

/** The tags of a DKIM-Signature field. */
function tagsOf(field: string): Readonly<Record<string, string>> {
  const value = field.slice(field.indexOf(':') + 1).replace(/\s+/g, '');
  return Object.fromEntries(
    value.split(';').map((tag) => [tag.slice(0, tag.indexOf('=')), tag.slice(tag.indexOf('=') + 1)]),
  );
}

const relaxed = (field: string): string => {
  const at = field.indexOf(':');
  return `${field.slice(0, at).toLowerCase().trim()}:${field
    .slice(at + 1)
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
    .trim()}`;
};

/** RFC 6376 §6.1.3, told once more. */
function isValid(signature: string, message: string): boolean {
  const tags = tagsOf(signature);
  const fields = message
    .slice(0, message.indexOf('\r\n\r\n') + 2)
    .split(/\r\n(?![ \t])/)
    .filter((field) => field !== '');
  const left = [...fields];
  const lines = (tags.h ?? '').split(':').flatMap((name) => {
    const at = left.findLastIndex((field) => field.slice(0, field.indexOf(':')).toLowerCase() === name);
    return at === -1 ? [] : [`${relaxed(left.splice(at, 1)[0] ?? '')}\r\n`];
  });
  const unsigned = relaxed(signature.replace(/(\r\n b=)[\s\S]*$/, '$1'));
  const key = Buffer.from(/p=(.*)$/.exec(dkimRecord(config).value)?.[1] ?? '', 'base64');
  const publicKey = createPublicKey({ key, format: 'der', type: 'spki' });
  return verify(
    'sha256',
    Buffer.from(lines.join('') + unsigned, 'latin1'),
    publicKey,
    Buffer.from(tags.b ?? '', 'base64'),
  );
}

const header =
  'From: "Al, i"\r\n <alice@Example.test>\r\nTo: x@a.test\r\nSubject:  two \t words\r\nDate: Thu, 1 Jan 2026 00:00:00 +0000\r\n';
const bodies = [
  '',
  '\r\n',
  '\r\n\r\n',
  'a',
  'a \t b \r\n\r\n\r\n',
  ' \r\n \r\n',
  '\r\n\r\na\r\n',
  'été\r\nline\twith tab\r\n',
  `${'x'.repeat(3000)}\r\ny`,
];

test('signatures verify, and a changed header or an added From do not', async () => {
  for (const body of bodies) {
    const message = `${header}\r\n${body}`;
    const signature = await signatureOf(message);
    assert.ok(signature !== null);
    assert.ok(isValid(signature, message), JSON.stringify(body));
    assert.equal(isValid(signature, message.replace('words', 'other')), false);
    assert.equal(isValid(signature, `From: evil@x.test\r\n${message}`), false);
    const tags = tagsOf(signature);
    assert.deepEqual([tags.d, tags.s, tags.a, tags.c], ['example.test', 's1', 'rsa-sha256', 'relaxed/relaxed']);
    for (const line of signature.split('\r\n')) assert.ok(line.length <= 78, line);
  }
});

test('with an Ed25519 key there are two signatures, and the second is that of RFC 8463', async () => {
  await configs.setEd25519('example.test', true);
  const [{ ed25519 } = {}] = configs.list();
  assert.ok(ed25519);
  const record = dkimRecord({ ...ed25519, domain: 'example.test' });
  assert.equal(record.name, 's1-ed._domainkey.example.test');
  const raw = Buffer.from(/^v=DKIM1; k=ed25519; p=(\S{44})$/.exec(record.value)?.[1] ?? '', 'base64');
  const both = (await signatureOf(`${header}\r\nbody\r\n`)) ?? '';
  const [first = '', second = ''] = both.split(/(?=DKIM-Signature:)/);
  assert.ok(isValid(first, `${header}\r\nbody\r\n`));
  const tags = tagsOf(second);
  assert.deepEqual([tags.a, tags.s, tags.bh], ['ed25519-sha256', 's1-ed', tagsOf(first).bh]);
  const fields = header.split(/\r\n(?![ \t])/).filter((field) => field !== '');
  const lines = (tags.h ?? '').split(':').flatMap((name) => {
    const at = fields.findLastIndex((field) => field.slice(0, field.indexOf(':')).toLowerCase() === name);
    return at === -1 ? [] : [`${relaxed(fields.splice(at, 1)[0] ?? '')}\r\n`];
  });
  const signed = lines.join('') + relaxed(second.replace(/(\r\n b=)[\s\S]*$/, '$1'));
  const prefix = Buffer.from('302a300506032b6570032100', 'hex');
  const key = createPublicKey({ key: Buffer.concat([prefix, raw]), format: 'der', type: 'spki' });
  const hash = createHash('sha256').update(signed, 'latin1').digest();
  assert.ok(verify(null, hash, key, Buffer.from(tags.b ?? '', 'base64')));
  const rotated = await configs.rotate('example.test', { selector: 's2', keySize: 2048, from: 1 });
  assert.equal(rotated.next?.ed25519?.selector, 's2-ed');
  await configs.setEd25519('example.test', false);
  assert.equal(configs.list()[0]?.ed25519, undefined);
});

test('the body hash is the one that nodemailer makes, at every split', async () => {
  const transport = nodemailer.createTransport({
    streamTransport: true,
    buffer: true,
    newline: 'windows',
    dkim: { domainName: 'example.test', keySelector: 's1', privateKey: config.privateKey },
  });
  for (const body of bodies) {
    const raw = `${header}\r\n${body}`;
    const sent = await transport.sendMail({ raw, envelope: { from: 'alice@example.test', to: ['x@a.test'] } });
    const theirs = /bh=([^;\s]+)/.exec(String(sent.message))?.[1];
    assert.ok(theirs);
    for (const chunk of [1, 2, 5, 4096])
      assert.equal(tagsOf((await signatureOf(raw, chunk)) ?? '').bh, theirs, JSON.stringify([body, chunk]));
  }
});

test('only enabled domains are signed for, by the author’s domain', async () => {
  assert.equal(await signatureOf('From: a@other.test\r\n\r\nx'), null);
  assert.equal(await signatureOf('Subject: no author\r\n\r\nx'), null);
  await configs.setEnabled('example.test', false);
  assert.equal(await signatureOf(`${header}\r\nx`), null);
  await configs.setEnabled('example.test', true);
  assert.ok(await signatureOf(`${header}\r\nx`));
});
