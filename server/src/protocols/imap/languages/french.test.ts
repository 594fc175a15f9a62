import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { frenchOf } from './french.ts';

const server = fileURLToPath(new URL('../../../', import.meta.url));
const literal = /(?:`(?:[^`\\]|\\.)*`|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")/.source;

/** The words for people in a room's sources: texts of completions, and messages of refusals of the store. */
function textsOf(room: string): readonly string[] {
  return readdirSync(server + room, { recursive: true, encoding: 'utf8' })
    .filter(
      (name) => name.endsWith('.ts') && !/\.(?:test|fixture|contract)\.ts$/.test(name) && !name.includes('languages/'),
    )
    .flatMap((name) => {
      const source = readFileSync(`${server}${room}/${name}`, 'utf8');
      const ofCompletions = source.matchAll(new RegExp(`\\btext:\\s*(${literal})`, 'g'));
      const ofRefusals = source.matchAll(new RegExp(`new MailError\\(\\s*'[a-z-]+',\\s*(${literal})`, 'g'));
      const ofNames = source.matchAll(new RegExp(`\\b(?:refuse|mailboxNameError)\\((?:\\w+, )?(${literal})`, 'g'));
      return [...ofCompletions, ...ofRefusals, ...ofNames].map(([, words = '']) => words);
    });
}

/** As it is said: every expression is a word. */
function said(words: string): string {
  return words
    .slice(1, -1)
    .replace(/\$\{JSON\.stringify\([^}]*\}/g, '"X"')
    .replace(/\$\{(?:why|step\.reason|error\.message)\}/g, 'TLS is on already')
    .replace(/\$\{appPasswordNeeded\}/g, 'This account is disabled.')
    .replace(/\$\{rule\}/g, 'INBOX cannot be deleted.')
    .replace(/\$\{[^}]*\}/g, 'X')
    .replace(/\\(.)/g, '$1');
}

test('every text of a response in the sources has its French words, and none stays half English (RFC 5255)', () => {
  const texts = ['protocols/imap', 'domain/mail', 'services/sharing', '../../packages/imap-codec/src/grammar']
    .flatMap(textsOf)
    .map(said)
    // Words of a wire grammar are no sentence.
    .filter((text) => text.includes(' '));
  assert.ok(texts.length > 80, `${texts.length} texts were found`);
  const english =
    /\b(?:the|is|are|was|has|have|of|not|only|that|with|and|cannot|failed|completed|you|folder|there|it|level)\b/i;
  const left = texts.filter((text) => english.test(frenchOf(text).replace(/\b(?:UIDONLY|X)\b/g, '')));
  assert.deepEqual(left, []);
});

test('what stands in a sentence as a sentence of its own is French too', () => {
  assert.equal(
    frenchOf('APPEND failed. The message has 5 bytes; the largest that is taken has 3.'),
    'Échec de APPEND. Le message a 5 octets ; le plus grand qui soit accepté en a 3.',
  );
  assert.equal(
    frenchOf('The mailbox holds 9 bytes of 9; 3 more do not fit. Delete some messages and empty Deleted Items.'),
    'La boîte aux lettres contient 9 octets sur 9 ; 3 de plus n’y tiennent pas. Supprimez des messages et videz Éléments supprimés.',
  );
});
