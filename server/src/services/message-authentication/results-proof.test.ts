import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readHeaderFields } from './header-fields.ts';
import { ResultsProof, withoutProof } from './results-proof.ts';

const proof = new ResultsProof('secret');
const results =
  'Authentication-Results: mail.example.test;\r\n\tspf=pass smtp.mailfrom=a@far.test;\r\n\tdmarc=none header.from=far.test\r\n';
const header =
  'Received: by x\r\nFrom: <a@far.test>\r\nSubject: a\r\n folded one\r\nDate: now\r\nMessage-ID: <1@far.test>\r\n';
const read = 'mail.example.test;\tspf=pass smtp.mailfrom=a@far.test;\tdmarc=none header.from=far.test';
const stored = `Return-Path: <a@far.test>\r\n${proof.add(results, readHeaderFields(header))}${header}\r\n`;
const find = (text: string, by = proof): string | null => by.find(readHeaderFields(text));

test('results that this organization proved are found, folded in another way too', () => {
  assert.equal(find(stored), read);
  assert.equal(find(stored.replaceAll('\r\n\t', ' ')), read.replaceAll('\t', ' '));
  assert.equal(withoutProof(`${read} (relais=${'a'.repeat(22)})`), read);
  assert.equal(withoutProof(read), read);
});

test('results that were changed, moved to another message or written by others are none', () => {
  for (const change of [
    (text: string) => text.replace('spf=pass', 'spf=fail'),
    (text: string) => text.replace('<a@far.test>\r\nSubject', '<b@far.test>\r\nSubject'),
    (text: string) => text.replace('Subject: a', 'Subject: b'),
    (text: string) => text.replace('1@far', '2@far'),
    (text: string) => text.replace(/\r\n\t\(relais=.*?\)/, ''),
    (text: string) => text.replace(/\(relais=.*?\)/, '(relais=short)'),
    (text: string) => `Authentication-Results: other.test; dmarc=pass\r\n${text}`,
  ]) {
    assert.notEqual(change(stored), stored);
    assert.equal(find(change(stored)), null, change.toString());
  }
  assert.equal(find(stored, new ResultsProof('another')), null);
});

test('a field that is blanks to its end is looked at once, not from each of them', () => {
  const long = `x${' '.repeat(1_000_000)}x`;
  assert.equal(withoutProof(long), long);
});
