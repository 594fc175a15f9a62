import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { MessageSpool } from '../delivery/message-spool.ts';
import { type ArchiveContents, ArchiveReader } from './archive-contents.ts';
import { zipOf } from './zip-archive.fixture.ts';

const exe = Buffer.from('MZ\x90\0'.padEnd(500, 'x'), 'latin1');
const setup = zipOf({ 'a/b/Setup.EXE': exe, 'été.txt': Buffer.from('x'), 'folder/': Buffer.alloc(0) });

async function found(archive: Buffer, ...limits: { unpackedBytes: number }[]): Promise<ArchiveContents> {
  const spool = (): MessageSpool => new MessageSpool(tmpdir());
  const source = spool();
  await source.write(archive);
  const reader = new ArchiveReader(spool, ...limits);
  await reader.read(source);
  await source.close();
  return reader.found;
}

/** Their names and what is wrong with it. */
async function summary(archive: Buffer): Promise<readonly [names: string, ...flaws: string[]]> {
  const { names, isLocked, isUnsupported, isOverLimit } = await found(archive);
  const flaws = { isLocked, isUnsupported, isOverLimit };
  return [names.join(), ...Object.entries(flaws).flatMap(([flaw, is]) => (is ? [flaw] : []))];
}

const nested = (depth: number): Buffer => (depth === 1 ? setup : zipOf({ 'more.zip': nested(depth - 1) }));

test('files have their names without folders, and their beginnings, packed or stored, behind what unpacks them', async () => {
  for (const archive of [setup, zipOf({ 'a/b/Setup.EXE': exe, 'été.txt': Buffer.from('x') }, { method: 0 })]) {
    const { names, beginnings } = await found(archive);
    assert.deepEqual(names, ['Setup.EXE', 'été.txt']);
    assert.deepEqual(beginnings, [exe.subarray(0, 64), Buffer.from('x')]);
  }
  assert.deepEqual(await summary(Buffer.concat([exe, setup])), ['Setup.EXE,été.txt']);
});

test('archives within archives are opened, as deep and as large as it goes', async () => {
  assert.deepEqual(await summary(nested(4)), ['more.zip,more.zip,more.zip,Setup.EXE,été.txt']);
  assert.deepEqual(await summary(nested(5)), ['more.zip,more.zip,more.zip,more.zip', 'isOverLimit']);
  assert.deepEqual(await summary(zipOf({ 'report.docx': setup })), ['report.docx']);
  // A kilobyte of it becomes a megabyte.
  const bomb = zipOf({ 'b.zip': Buffer.concat([setup, Buffer.alloc(2 * 1024 * 1024)]), 'last.exe': exe });
  const large = await found(bomb, { unpackedBytes: 1024 * 1024 });
  assert.deepEqual([large.names, large.isOverLimit], [['b.zip', 'last.exe'], true]);
  const many = zipOf(Object.fromEntries(Array.from({ length: 1001 }, (_, at) => [`${at}.x`, Buffer.from('x')])));
  const { names, beginnings, isOverLimit } = await found(many);
  assert.deepEqual([names.length, beginnings.length, isOverLimit], [1001, 1000, true]);
});

test('a directory that is larger than is read is too much, and not broken', async () => {
  const large = Buffer.concat([Buffer.alloc(5 * 1024 * 1024), setup.subarray(-22)]);
  large.writeUInt32LE(4 * 1024 * 1024 + 1, large.length - 10);
  assert.deepEqual(await summary(large), ['', 'isOverLimit']);
});

test('what is locked or broken hides no name that stands in a directory', async () => {
  assert.deepEqual(await summary(zipOf({ 'a.exe': exe }, { flag: 1 })), ['a.exe', 'isLocked']);
  assert.deepEqual(await summary(zipOf({ 'a.exe': exe }, { method: 14 })), ['a.exe', 'isUnsupported']);
  const inner = { 'a.zip': Buffer.from('PK\x03\x04 no archive'), 'b.exe': exe };
  assert.deepEqual(await summary(zipOf(inner)), ['a.zip,b.exe', 'isUnsupported']);
  assert.deepEqual(await summary(zipOf({ 'a.dat': Buffer.from('Rar!\x1a\x07\x01', 'latin1') })), [
    'a.dat',
    'isUnsupported',
  ]);
  // The third kind of block there is none of (RFC 1951 §3.2.3).
  const torn = Buffer.from(setup);
  torn.fill(0xff, 43, 46);
  assert.deepEqual(await summary(torn), ['Setup.EXE,été.txt', 'isUnsupported']);
});

test('an archive that is cut anywhere, or of which any byte is another, comes to an end', async () => {
  const small = zipOf({ 'a.exe': exe, 'b.zip': zipOf({ c: Buffer.from('x') }) });
  for (let end = 0; end < small.length; end += 1)
    assert.deepEqual(await summary(small.subarray(0, end)), ['', 'isUnsupported'], `${end}`);
  for (const at of small.keys())
    await found(Buffer.from(small.map((byte, index) => (index === at ? byte ^ 0xff : byte))));
});
