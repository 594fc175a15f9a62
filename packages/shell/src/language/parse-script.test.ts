import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { readTranscript } from '../../test/fixture/transcript.ts';
import { isIncomplete, parseScript } from './parse-script.ts';
import { ShellSyntaxError } from './syntax-error.ts';

/** Parses; anything thrown must be a syntax error that points into the source. */
function parsesOrRefuses(source: string): boolean {
  try {
    parseScript(source);
    return true;
  } catch (error) {
    assert.ok(error instanceof ShellSyntaxError, `${JSON.stringify(source)}: ${String(error)}`);
    assert.ok(error.line >= 1 && error.column >= 1, source);
    assert.ok(error.extent.start >= 0 && error.extent.start <= source.length, source);
    assert.ok(error.message.length > 0 && error.id.length > 0, source);
    return false;
  }
}

const corpus = new URL('../../test/corpus/', import.meta.url);
const scripts = readdirSync(corpus).flatMap((file) =>
  readTranscript(readFileSync(new URL(file, corpus), 'utf8'))
    .flat()
    .map(({ script }) => script),
);

const pieces = [
  ' ',
  '\n',
  ';',
  '|',
  '&',
  '(',
  ')',
  '{',
  '}',
  '[',
  ']',
  '@(',
  '@{',
  '$(',
  '"',
  "'",
  '@"\n',
  '\n"@',
  "@'\n",
  "\n'@",
  '`',
  '#',
  '<#',
  '#>',
  '$',
  '$x',
  '${',
  '$_',
  '::',
  '.',
  '..',
  ',',
  '=',
  '+=',
  '+',
  '-',
  '--',
  '++',
  '-eq',
  '-f',
  '-not',
  '-join',
  '-foo',
  '-Name:',
  '*',
  '/',
  '%',
  '?',
  '!',
  '<',
  '>',
  '>>',
  '2>&1',
  '0x',
  '1',
  '1.5',
  '10MB',
  'if',
  'else',
  'foreach',
  'in',
  'for',
  'while',
  'do',
  'until',
  'switch',
  'default',
  'function',
  'param',
  'return',
  'try',
  'catch',
  'finally',
  'throw',
  'class',
  'Get-Mailbox',
  'word',
  'é',
  '\u201c',
  '\u2013',
  '\0',
  '\ud800',
  '[int]',
  '[Parameter(Mandatory)]',
  'begin',
  'process',
  'end',
  ':label ',
];

test('any text is parsed or refused with a place, never anything else', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (source) => void parsesOrRefuses(source)),
    { numRuns: 3_000 },
  );
});

test('any sequence of tokens is parsed or refused with a place', () => {
  const sources = fc.array(fc.constantFrom(...pieces), { maxLength: 25 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(sources, (source) => void parsesOrRefuses(source)),
    { numRuns: 20_000 },
  );
});

test('a line of the corpus with a piece cut out, doubled or replaced is parsed or refused with a place', () => {
  const edits = fc.tuple(fc.constantFrom(...scripts), fc.nat(), fc.nat(12), fc.constantFrom('', ...pieces));
  fc.assert(
    fc.property(edits, ([script, at, length, piece]) => {
      const from = script.length === 0 ? 0 : at % script.length;
      parsesOrRefuses(script.slice(0, from) + piece + script.slice(from + length));
    }),
    { numRuns: 10_000 },
  );
});

test('every beginning of a line of the corpus is parsed or refused with a place', () => {
  for (const script of scripts) for (let end = 0; end < script.length; end += 1) parsesOrRefuses(script.slice(0, end));
});

test('line ends of Windows and a byte order mark change nothing', () => {
  for (const script of scripts)
    assert.equal(parsesOrRefuses(`\ufeff${script.replaceAll('\n', '\r\n')}`), parsesOrRefuses(script), script);
});

test('deep nesting is refused, not a crash of the parser', () => {
  for (const [open, close] of [
    ['(', ')'],
    ['{', '}'],
    ['@(', ')'],
    ['$(', ')'],
    ['"$(', ')"'],
    ['!', ''],
    ['[int]', ''],
    ['if (1) {', '}'],
    ['-not ', ''],
    ['@{a=', '}'],
  ] as const) {
    assert.equal(parsesOrRefuses(open.repeat(5_000) + '1' + close.repeat(5_000)), false, open);
  }
});

test('a long flat script is parsed', () => {
  assert.ok(parsesOrRefuses('Get-Mailbox alice | Format-List\n'.repeat(5_000)));
  assert.ok(parsesOrRefuses(`$x = ${Array.from({ length: 5_000 }, (_, index) => index).join(' + ')}`));
  assert.ok(parsesOrRefuses(`$x = ${Array.from({ length: 20_000 }, (_, index) => index).join(', ')}`));
});

test('a text that another line could complete is incomplete; a wrong one is not', () => {
  for (const text of [
    'if ($true) {',
    '"abc',
    '@"\nabc',
    'Get-Mailbox |',
    '$x = ',
    '(1 + ',
    '@{a=1',
    'Get-Mailbox `',
    '1,',
    'try { 1 }',
    '<# comment',
    'foreach ($x in 1..3)',
    'function F {',
  ]) {
    assert.equal(isIncomplete(text), true, text);
  }
  for (const text of ['Get-Mailbox', 'if ($true) { 1 }', ')', '1 2', 'class X {}', '$a ==1', '"a" "b"', ''])
    assert.equal(isIncomplete(text), false, text);
});
