import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseScript } from '../language/parse-script.ts';
import { ShellSyntaxError } from '../language/syntax-error.ts';
import { inLanguage } from '../runtime/french-messages.ts';
import { errorText } from './format-error.ts';
import { hasStreamLead, streamLead } from './stream-lead.ts';

test('streams beside the output are named in the reader’s language', () => {
  assert.equal(streamLead('warning', 'en'), 'WARNING: ');
  assert.equal(streamLead('warning', 'fr'), 'AVERTISSEMENT : ');
  assert.ok(hasStreamLead('AVERTISSEMENT : x'));
  assert.ok(!hasStreamLead('x : AVERTISSEMENT'));
});

const malformed = [
  '@{a=1',
  '@{a=1,2 b}',
  'if ($true',
  'if () {1}',
  'foreach (1)',
  'foreach ($a of 1) {}',
  'do {1}',
  'try {1}',
  'function f { 1',
  'function f',
  'function',
  '<# a',
  '1 +',
  '1 2',
  'Get-Mailbox |',
  '| Get-Mailbox',
  '1 | 2',
  'a < b',
  'a >',
  '(1',
  '()',
  '@(1',
  '$(1',
  '"a',
  "'a",
  '@"\na',
  '@" a',
  '{ 1',
  '$a[1',
  '$a.',
  '[int',
  '${a',
  '${}',
  'a @b:',
  'a &',
  'a && b',
  '}',
  '1 -foo 2',
  '-eq 1',
  '$a == 1',
  '= 1',
  'switch -foo (1) {}',
  'if (1) {} else if (2) {}',
  ',1,',
  'a 1,',
];

test('every refusal of the parser has a French text', () => {
  const inEnglish = malformed.filter((script) => {
    try {
      parseScript(script);
      return false;
    } catch (error) {
      if (!(error instanceof ShellSyntaxError)) throw error;
      const french = inLanguage(error.message, 'fr');
      return french === error.message || /\b(?:the|is|expected|missing)\b/i.test(french);
    }
  });
  assert.deepEqual(inEnglish, []);
});

test('the place of an error is said as French PowerShell says it', () => {
  const place = (file: string | null): string => {
    try {
      parseScript('1 2', file);
      return '';
    } catch (error) {
      return errorText(error, 'fr').split('\n')[0] ?? '';
    }
  };
  assert.equal(place(null), 'Au caractère Ligne:1 : 3');
  assert.equal(place('a.ps1'), 'Au caractère a.ps1:1 : 3');
});
