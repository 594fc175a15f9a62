// `npm run fuzz [-- --minutes N --seed N]`: see README.md.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Feed, feedImap, feedPop3, feedSmtp } from './codecs.ts';
import { cutUp, Dice, mutated } from './mutations.ts';
import { clientBytes } from './seeds.ts';

// tools/fuzz.mjs has refused what is no such number.
const { values } = parseArgs({ options: { minutes: { type: 'string' }, seed: { type: 'string' } } });
const minutes = Number(values.minutes ?? 1);
const firstSeed = Number(values.seed ?? Date.now() % 1_000_000_000);

/** Of the processor: an input has some thousand bytes, and this is a hundred times what it should take. */
const longestMs = 2_000;
const targets: readonly {
  readonly name: string;
  readonly feed: Feed;
  readonly seeds: readonly Buffer[];
  readonly share: number;
}[] = [
  { name: 'imap', feed: feedImap, seeds: [...clientBytes('imap').values()], share: 6 },
  { name: 'pop3', feed: feedPop3, seeds: [...clientBytes('pop3').values()], share: 1 },
  { name: 'smtp', feed: feedSmtp, seeds: [...clientBytes('smtp').values()], share: 2 },
];
const shares = targets.flatMap((target) => Array.from({ length: target.share }, () => target));

const end = Date.now() + minutes * 60_000;
let runs = 0;
let findings = 0;
let nextWord = Date.now() + 60_000;
console.error(`relais: fuzzing for ${minutes} min from seed ${firstSeed}`);
for (let seed = firstSeed; Date.now() < end && findings < 20; seed++) {
  const dice = new Dice(seed);
  const { name, feed, seeds } = dice.pick(shares);
  const variant = dice.upTo(8);
  const input = mutated(dice, seeds);
  const pieces = cutUp(dice, input);
  runs++;
  const fault = faultOf(feed, input, pieces, variant);
  if (fault !== null) {
    findings++;
    const file = `fuzz-finding-${name}-${seed}.bin`;
    writeFileSync(file, input);
    console.error(`relais: ${name}, seed ${seed}, variant ${variant}: ${fault} (${file})`);
  }
  if (Date.now() > nextWord) {
    nextWord += 60_000;
    console.error(`relais: ${runs} inputs, ${findings} findings`);
  }
}
console.error(`relais: fuzz: ${runs} inputs, ${findings} findings`);
process.exit(findings === 0 ? 0 : 1);

function faultOf(feed: Feed, input: Buffer, pieces: readonly Buffer[], variant: number): string | null {
  // A machine that looks for memory counts its search as ours: what is slow is slow again.
  let ms = 0;
  for (let attempt = 0; attempt < 3; attempt++) {
    const start = process.cpuUsage();
    try {
      const whole = feed([input], variant).join('\n');
      const cut = feed(pieces, variant).join('\n');
      if (whole !== cut) return `the answer depends on the cut:\n  ${firstDifference(whole, cut)}`;
    } catch (error) {
      return String(error instanceof Error ? error.stack : error);
    }
    const { user, system } = process.cpuUsage(start);
    ms = (user + system) / 1_000;
    if (ms <= longestMs) return null;
  }
  return `took ${Math.round(ms)} ms for ${input.length} bytes`;
}

function firstDifference(whole: string, cut: string): string {
  const [left, right] = [whole.split('\n'), cut.split('\n')];
  const at = left.findIndex((line, index) => line !== right[index]);
  return `at once "${left.at(at)?.slice(0, 300)}", in pieces "${right[at < 0 ? left.length : at]?.slice(0, 300)}"`;
}
