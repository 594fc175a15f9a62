import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { wordsOfCommand } from '../src/console/completion.ts';
import { highlight } from '../src/console/highlight.ts';
import { searchHistory } from '../src/console/history-search.ts';
import { pageText } from '../src/console/pager.ts';
import { completeLine, runInteractive, Shell } from '../src/index.ts';
import { MemoryHost } from './fixture/memory-host.ts';

/** A console on a pipe: what is typed, and everything that was shown. */
async function session(
  typed: string,
  more: { readonly historyFile?: string; readonly language?: 'en' | 'fr' } = {},
): Promise<{ shown: string; code: number }> {
  const input = new PassThrough();
  const output = new PassThrough();
  let shown = '';
  output.on('data', (chunk) => {
    shown += String(chunk);
  });
  input.end(typed);
  const code = await runInteractive({ host: new MemoryHost(), input, output, interrupts: new EventEmitter(), ...more });
  return { shown, code };
}

/** A console on a terminal that has shown its first prompt. */
async function terminal() {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => input });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 24 });
  const screen = {
    input,
    shown: '',
    running: runInteractive({ host: new MemoryHost(), input, output, interrupts: new EventEmitter() }),
    async until(pattern: RegExp): Promise<void> {
      while (!pattern.test(screen.shown)) await once(output, 'data');
    },
  };
  output.on('data', (chunk) => {
    screen.shown += String(chunk);
  });
  await screen.until(/PS> /);
  return screen;
}

test('lines run one after another, and exit gives its code', async () => {
  const { shown, code } = await session('$x = 20\n$x + 1\nexit 4\n');
  assert.equal(shown, '[RELAIS] PS> [RELAIS] PS> 21\n[RELAIS] PS> ');
  assert.equal(code, 4);
});

test('an incomplete line asks for more, empty lines within it too; what cannot be completed is wrong at the end', async () => {
  const { shown } = await session('if ($true) {\n\n"inside"\n\n\n}\n"still here"\n)\n"and here"\n(1 +\n\n');
  assert.match(shown, /\[RELAIS\] PS> >> >> >> >> >> inside\n/);
  assert.match(shown, /still here\n[\s\S]*and here\n[\s\S]*ExpectedExpression/);
});

test('a script of 200 lines that is pasted runs as it would from a file', async () => {
  const screen = await terminal();
  const block = (index: number): string =>
    [
      `function Step${index} {`,
      '  param([int]$n)',
      '',
      '  try {',
      '    if ($n % 2) { "odd" }',
      '',
      '    else { throw "even" }',
      '  }',
      '',
      '  catch { "caught $_" }',
      '}',
      '',
      `if (${index} -gt 99) { "large" }`,
      '',
      `else { $sum += (Step${index} ${index}).Length }`,
      '# a comment about "nothing"',
      '',
    ].join('\r');
  const script = ['$sum = 0', ...Array.from({ length: 12 }, (_, index) => block(index + 1)), '"sum:" + $sum', 'exit 3'];
  // As a terminal hands it over: in pieces that end anywhere.
  const text = `${script.join('\r')}\r`;
  for (let at = 0; at < text.length; at += 1024) screen.input.write(text.slice(at, at + 1024));
  assert.equal(await screen.running, 3);
  assert.match(screen.shown, /\nsum:84\r?\n/);
  assert.doesNotMatch(screen.shown, /CategoryInfo/);
});

test('a confirmation is answered from the console', async () => {
  const { shown } = await session(
    'Remove-Mailbox bob\nn\n(Get-Mailbox).Count\nRemove-Mailbox bob\ny\n(Get-Mailbox).Count\n',
  );
  assert.match(shown, /\[Y\] Yes {2}\[A\] Yes to All/);
  assert.match(shown, /PS> 3\n[\s\S]*PS> 2\n/);
});

test('Get-History shows the lines of the session', async () => {
  const { shown } = await session('1\nGet-History | % CommandLine\n');
  assert.match(shown, /1\nGet-History \| % CommandLine\n/);
});

test('the history file keeps lines for the owner only, and no secrets', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'relais-history-'));
  t.after(async () => await rm(folder, { recursive: true, force: true }));
  const historyFile = join(folder, 'history');
  await session("Get-Mailbox alice\n$p = ConvertTo-SecureString 'hush' -AsPlainText -Force\nif (1) {\n2 }\n", {
    historyFile,
  });
  const kept = await readFile(historyFile, 'utf8');
  assert.equal(kept, 'Get-Mailbox alice\nif (1) {\\n2 }\n');
  assert.equal((await stat(historyFile)).mode & 0o777, 0o600);
});

test('a history file that cannot be written is told once, and the session goes on', async () => {
  const { shown, code } = await session('1\n2\n', { historyFile: join(tmpdir(), 'no-such-folder', 'history') });
  assert.equal(shown.match(/WARNING: Lines are not kept for the next session: ENOENT/g)?.length, 1);
  assert.match(shown, /1\n[\s\S]*2\n/);
  assert.equal(code, 0);
});

test('Tab completes on a terminal, and Ctrl-C drops the line', async () => {
  const screen = await terminal();
  screen.input.write('Get-Mailb');
  screen.input.write('\t');
  await screen.until(/Get-Mailbox/);
  screen.input.write('\x03');
  await screen.until(/\^C/);
  screen.shown = '';
  await screen.until(/PS> /);
  screen.input.write('"typed"\r');
  await screen.until(/\ntyped/);
  screen.input.write('exit\r');
  assert.equal(await screen.running, 0);
});

const shell = new Shell({ host: new MemoryHost(), stdout: () => undefined, stderr: () => undefined });
const complete = async (text: string): Promise<readonly string[]> =>
  (await completeLine(text, shell.session, shell.interpreter.builtins)).candidates;

test('completion knows commands, parameters, values, identities and variables', async () => {
  await shell.run('$mailboxName = 1');
  assert.deepEqual(await complete('Get-Mailb'), ['Get-Mailbox']);
  assert.deepEqual(await complete('Get-Mailbox | Format-L'), ['Format-List']);
  assert.deepEqual(await complete('Set-ImapSettings -Ex'), ['-ExternalConnectionSettings']);
  assert.deepEqual(await complete('Set-ImapSettings -LoginType '), [
    'PlainTextAuthentication',
    'PlainTextLogin',
    'SecureLogin',
  ]);
  assert.deepEqual(await complete('Set-CASMailbox alice -ImapEnabled '), ['$false', '$true']);
  assert.deepEqual(await complete('Get-Mailbox al'), ["'Alice Martin'"]);
  assert.deepEqual(await complete('Get-Mailbox -Identity bo'), ["'Bob Durand'"]);
  assert.deepEqual(await complete('$mailb'), ['$mailboxName']);
  assert.deepEqual(await complete('Get-Mailbox | ForEach-Object { Set-CASM'), ['Set-CASMailbox']);
  assert.deepEqual(await complete('Set-ImapSettings -What'), ['-WhatIf']);
  assert.deepEqual(await complete('Get-Help Set-CASM'), ['Set-CASMailbox']);
  assert.deepEqual(await complete('Nothing-Here -Par'), []);
});

test('the words in hand are those of the innermost command', () => {
  assert.deepEqual(wordsOfCommand('Get-Mailbox | ? { $_.Name -li'), ['$_.Name', '-li']);
  assert.deepEqual(wordsOfCommand('Set-X "a b" -Na'), ['Set-X', '"a b"', '-Na']);
  assert.deepEqual(wordsOfCommand('Get-X '), ['Get-X', '']);
});

test('colours change nothing about the text', () => {
  for (const line of [
    'Get-Mailbox -Identity "a b" | ? { $_.Name -like \'x*\' } # note',
    'if ($x -eq 5MB) { "open',
    '@{a=1}; ${b c}',
  ]) {
    assert.equal(highlight(line).replaceAll(/\x1b\[\d+m/g, ''), line);
    assert.notEqual(highlight(line), line);
  }
});

test('Ctrl-R goes from the newest matching line to older ones', () => {
  const search = searchHistory(['Get-Mailbox bob', 'iisreset', 'Get-Mailbox alice']);
  assert.equal(search.next('mailbox'), 'Get-Mailbox bob');
  assert.equal(search.next('Get-Mailbox bob'), 'Get-Mailbox alice');
  assert.equal(search.next('Get-Mailbox alice'), null);
  search.end();
  assert.equal(search.next('iis'), 'iisreset');
});

test('Ctrl-R on an empty line looks for what is typed from then on', () => {
  const search = searchHistory(['Get-Mailbox bob', 'iisreset', 'Get-Mailbox alice', 'foreach ($i in 1) {\n$i\n}']);
  assert.equal(search.next(''), null);
  assert.equal(search.type('m'), 'Get-Mailbox bob');
  assert.equal(search.type('a'), 'Get-Mailbox bob');
  assert.equal(search.next('Get-Mailbox bob'), 'Get-Mailbox alice');
  assert.equal(search.type('x'), null, 'nothing holds it');
  assert.equal(search.shorten(), 'Get-Mailbox bob');
  search.end();
  assert.equal(search.term, null);
});

test('a long text is shown a screen at a time until q', async () => {
  const written: string[] = [];
  const answers = [' ', '\r', 'q'];
  await pageText(
    '1\n2\n3\n4\n5\n6\n7\n',
    3,
    (text) => void written.push(text),
    async () => answers.shift() ?? null,
    '--',
  );
  assert.deepEqual(written, ['1\n2\n', '3\n4\n', '5\n']);
});
