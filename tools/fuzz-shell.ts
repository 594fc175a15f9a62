// Fuzzes the parser of the shell: whatever the text, it gives a tree, or a ShellSyntaxError whose place lies in the text,
// and it does so quickly. `npm run fuzz:shell -- 15` goes on for 15 minutes (1 when nothing is said), from a seed that is printed.
import { readdirSync, readFileSync } from 'node:fs';
import { wordsOfCommand } from '../packages/shell/src/console/completion.ts';
import { highlight } from '../packages/shell/src/console/highlight.ts';
import { isIncomplete, parseScript } from '../packages/shell/src/language/parse-script.ts';
import { ShellSyntaxError } from '../packages/shell/src/language/syntax-error.ts';
import { readTranscript } from '../packages/shell/test/fixture/transcript.ts';

const minutes = Number(process.argv[2] ?? 1);
const seed = Number(process.argv[3] ?? Date.now() % 2_147_483_647);
if (!(minutes > 0) || !Number.isInteger(seed)) {
  console.error('usage: npm run fuzz:shell -- [MINUTES] [SEED]     1 minute, and the time as a seed, unless given');
  process.exit(process.argv[2] === '--help' ? 0 : 2);
}
const slowMs = 500;
const reportEveryMs = 60_000;

const corpus = new URL('../packages/shell/test/corpus/', import.meta.url);
const scripts = readdirSync(corpus)
  .flatMap((file) => readTranscript(readFileSync(new URL(file, corpus), 'utf8')).flat())
  .map(({ script }) => script);
const words = [...new Set(scripts.flatMap((script) => script.split(/(\s+|[|;(){}@$"'`,.])/)))].filter(
  (word) => word !== '',
);
const odd = [
  '\0',
  '\u2028',
  '\ud800',
  '😀',
  'é',
  '`',
  '"',
  "'",
  '@"\n',
  '"@',
  "@'\n",
  "\n'@",
  '${',
  '$(',
  '@(',
  '@{',
  '<#',
  '#>',
  '--%',
  '\r\n',
  '-',
  '..',
  '::',
  '[',
  ']',
  '&',
  '2>&1',
  '١',
];

// Mulberry32: the same run again from the same seed.
let state = seed;
function random(below: number): number {
  state = (state + 0x6d2b79f5) | 0;
  let value = Math.imul(state ^ (state >>> 15), 1 | state);
  value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
  return ((value ^ (value >>> 14)) >>> 0) % below;
}
const one = <T>(items: readonly T[]): T => items[random(items.length)] as T;

function mutated(): string {
  let text =
    random(4) === 0
      ? Array.from({ length: 1 + random(20) }, () => one(words)).join(random(2) === 0 ? ' ' : '')
      : one(scripts);
  for (let edits = random(6); edits > 0; edits -= 1) {
    const at = random(text.length + 1);
    switch (random(6)) {
      case 0:
        text = text.slice(0, at) + one(odd) + text.slice(at);
        break;
      case 1:
        text = text.slice(0, at) + one(words) + text.slice(at + random(8));
        break;
      case 2:
        text = text.slice(0, at) + text.slice(at + 1 + random(12));
        break;
      case 3:
        text = text.slice(0, at) + String.fromCharCode(random(0x3000)) + text.slice(at);
        break;
      case 4:
        text += `${one(['\n', ';', ' | ', ' '])}${one(scripts)}`;
        break;
      case 5:
        text = text.slice(0, at) + text.slice(random(at + 1), at).repeat(1 + random(40)) + text.slice(at);
        break;
    }
    if (text.length > 20_000) text = text.slice(0, 20_000);
  }
  return text;
}

function faultOf(text: string): string | null {
  const started = performance.now();
  try {
    parseScript(text);
  } catch (error) {
    if (!(error instanceof ShellSyntaxError)) return `threw ${String(error)}`;
    if (error.extent.start < 0 || error.extent.end > text.length || error.extent.start > error.extent.end)
      return `places its error at ${error.extent.start}-${error.extent.end} of ${text.length}`;
    if (/undefined|\[object|NaN/.test(error.message) && !/undefined|\[object|NaN/.test(text))
      return `says "${error.message}"`;
  }
  try {
    isIncomplete(text);
    wordsOfCommand(text);
    if (highlight(text).replaceAll(/\x1b\[\d+m/g, '') !== text.replaceAll(/\x1b\[\d+m/g, ''))
      return 'is changed by colours';
  } catch (error) {
    return `is not completed: ${String(error)}`;
  }
  const took = performance.now() - started;
  if (took <= slowMs) return null;
  // The machine may have been busy: only what is slow each time is slow.
  const again = [1, 2, 3].map(() => timed(text));
  return Math.min(...again) > slowMs ? `takes ${Math.round(Math.min(...again))} ms` : null;
}

function timed(text: string): number {
  const started = performance.now();
  try {
    parseScript(text);
  } catch {
    // Whether it is right is not the question here.
  }
  return performance.now() - started;
}

const end = Date.now() + minutes * 60_000;
let reportAt = Date.now() + reportEveryMs;
let count = 0;
console.log(`fuzz: ${scripts.length} command lines to begin with, seed ${seed}, ${minutes} min`);
while (Date.now() < end) {
  const text = mutated();
  const fault = faultOf(text);
  count += 1;
  if (fault !== null) {
    console.error(`fuzz: a text of ${text.length} characters ${fault}:\n${JSON.stringify(text)}`);
    process.exit(1);
  }
  if (Date.now() > reportAt) {
    console.log(`fuzz: ${count} texts`);
    reportAt += reportEveryMs;
  }
}
console.log(`fuzz: ${count} texts, no fault`);
