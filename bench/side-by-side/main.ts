import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { requirePackages } from './debian-package.ts';
import { startDovecot } from './dovecot.ts';
import { compileLoad, compilerPackages } from './load/programs.ts';
import { NoopWatch } from './noop-watch.ts';
import { startPostfix } from './postfix.ts';
import { floorWorkloads, startFloor } from './floor.ts';
import { startRelais } from './relais.ts';
import { Sink } from './sink.ts';
import type { Peer, Target } from './target.ts';
import { Stops } from './stops.ts';
import { median } from '../statistics.ts';
import { pause, percentile, type Setting, type Workload } from './workload.ts';
import { fill } from './workloads/changing.ts';
import { workloads } from './workloads/index.ts';

const help = `npm run bench -- side-by-side [WORKLOAD …] [--messages N] [--rounds N] [--seconds N] [--alone] [--floor] [--output FILE]

Drives Relais and Debian's Dovecot and Postfix in turn with the same load on this machine and prints the ratio and
the processor time of each side, and of the driver beside each. Without names all workloads run. The load is a program in
C, compiled for the run; gcc, OpenSSL's headers, Dovecot and Postfix are installed when missing (as root, on Debian).
  --messages N   in the large mailbox (default 10000; the issues' tables say 50000)
  --rounds N     least turns of each, after some that warm (default 3); medians are shown
  --seconds N    further turns until each was measured for so long (default 10), at most 60 turns or a minute
  --alone        Relais only, to profile it
  --floor        instead of Relais a server that receives, syncs and answers what was made before: what a server on
                 one loop of Node hardly passes (for reading by number, writing and sessions)
  --output FILE  the figures as a table of tab-separated values, or as JSON when its name ends in .json

workloads: ${workloads.map(({ name }) => name).join(', ')}`;

/** Rounds that warm go on for so long on each side: V8 compiles what runs once a message for the first few thousand of them. */
const warmMs = 10_000;
const mostWarmRounds = 40;
/** A virtual machine's cores swing by a third within a second: turns of a quarter of a second say little one by one. */
const mostRounds = 60;
const mostMsOfWorkload = 60_000;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    messages: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '10' },
    output: { type: 'string' },
    alone: { type: 'boolean', default: false },
    floor: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const possible = workloads.filter(({ name }) => !options.floor || floorWorkloads.includes(name));
const unknown = positionals.filter((name) => !possible.some((workload) => workload.name === name));
if (options.help || unknown.length > 0) {
  if (unknown.length > 0)
    console.error(`bench: no workload "${unknown.join('", "')}"${options.floor ? ' for the floor' : ''}`);
  console.log(help);
  process.exit(unknown.length > 0 ? 2 : 0);
}

/** The medians of a workload on one target. */
interface Result {
  readonly value: number;
  /** Of all its processes, a run, or an operation where the workload counts them. */
  readonly processorSeconds: number;
  /** Of the load's own program, in the same measure; NaN where this program is the driver. */
  readonly driverSeconds: number;
  readonly noopP99: number;
}

const nothing: Result = {
  value: Number.NaN,
  processorSeconds: Number.NaN,
  driverSeconds: Number.NaN,
  noopP99: Number.NaN,
};

interface Row {
  readonly workload: string;
  readonly what: string;
  readonly unit: string;
  readonly goal: string;
  readonly relais: Result;
  readonly peer: Result | null;
  readonly peerName: string;
  readonly ratio: number | null;
}

const chosen = possible.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const rounds = Number(options.rounds);
const measuredMs = Number(options.seconds) * 1000;
if (![rounds, measuredMs, Number(options.messages)].every((value) => value >= 0)) {
  console.error('bench: --rounds, --seconds and --messages are numbers');
  process.exit(2);
}
const stops = new Stops();
requirePackages(compilerPackages);
const load = await compileLoad();
stops.add(() => load.remove());
const sink = await Sink.listen(load.sink);
stops.add(() => sink.close());
const setting: Setting = { messages: Number(options.messages), sink, player: load.player };
const filled = new Set<Target>();
const peers = new Map<Peer, Promise<Target>>();
const rows: Row[] = [];
// A run that is given up leaves no server behind.
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void stops.all().finally(() => process.exit(1)));
try {
  const relais = await started(
    options.floor ? startFloor(setting.sink.port, setting.messages) : startRelais(setting.sink.port),
  );
  console.log(
    `| workload | ${relais.name} | peer | ratio | asked | processor, ${relais.name} : peer | driver, the same | NOOP p99, ${relais.name} : peer |\n|---|---|---|---|---|---|---|---|`,
  );
  for (const workload of chosen) {
    const row = await compare(workload, relais, options.alone ? null : await peer(workload.peer));
    rows.push(row);
    print(row, workload);
  }
} finally {
  await stops.all();
}
if (options.output !== undefined) await writeFile(options.output, rendered(options.output));
// Connections that a workload left open must not keep the program.
process.exit(0);

/** One that is still starting when the run is given up is ended once it has started. */
function started(starting: Promise<Target>): Promise<Target> {
  stops.add(() =>
    starting.then(
      (target) => target.stop(),
      () => undefined,
    ),
  );
  return starting;
}

function peer(kind: Peer): Promise<Target> {
  let found = peers.get(kind);
  if (found === undefined) {
    found = started(
      kind === 'postfix'
        ? peer('dovecot').then((dovecot) => startPostfix(dovecot, setting.sink.port))
        : startDovecot({ hibernate: kind === 'dovecot-hibernate', syncsFlags: kind === 'dovecot-sync' }),
    );
    peers.set(kind, found);
  }
  return found;
}

async function compare(workload: Workload, relais: Target, other: Target | null): Promise<Row> {
  const targets = [relais, ...(other === null ? [] : [other])].filter((target) => workload.fits?.(target) !== false);
  for (const target of targets) await requireFilled(target);
  const results = new Map<Target, Omit<Result, 'noopP99'>[]>(targets.map((target) => [target, []]));
  const noops = new Map<Target, number[]>(targets.map((target) => [target, []]));
  if (workload.isFirstTime !== true) await warm(workload, targets);
  const started = performance.now();
  /** Of the target that was measured for the shortest. */
  let measured = 0;
  const isEnough = (round: number): boolean => {
    if (workload.isFirstTime === true) return round >= 1;
    if (round < rounds) return false;
    return measured >= measuredMs || round >= mostRounds || performance.now() - started >= mostMsOfWorkload;
  };
  for (let round = 0; !isEnough(round); round += 1) {
    let shortest = Number.POSITIVE_INFINITY;
    for (const target of round % 2 === 0 ? targets : targets.toReversed()) {
      await workload.prepare?.(target, setting);
      const watch = await NoopWatch.start(target);
      const before = await target.processorSeconds();
      const began = performance.now();
      const { value, operations, driverSeconds } = await workload.run(target, setting);
      shortest = Math.min(shortest, performance.now() - began);
      const processorSeconds = ((await target.processorSeconds()) - before) / (operations ?? 1);
      const delays = await watch.stop();
      noops.get(target)?.push(...delays);
      results
        .get(target)
        ?.push({ value, processorSeconds, driverSeconds: (driverSeconds ?? Number.NaN) / (operations ?? 1) });
      await workload.clean?.(target, setting);
    }
    measured += shortest;
  }
  const resultOf = (target: Target): Result | null => {
    const found = results.get(target) ?? [];
    if (found.length === 0) return null;
    return {
      value: median(found.map(({ value }) => value)),
      processorSeconds: median(found.map(({ processorSeconds }) => processorSeconds)),
      driverSeconds: median(found.map(({ driverSeconds }) => driverSeconds)),
      noopP99: percentile(noops.get(target) ?? [], 99),
    };
  };
  const ours = resultOf(relais) ?? nothing;
  const theirs = other === null ? null : resultOf(other);
  /** Round by round, as both sides of a round had the same machine. */
  const ratios = other === null ? [] : pairs(results.get(relais) ?? [], results.get(other) ?? []);
  const ratio =
    ratios.length === 0
      ? null
      : median(ratios.map(([mine, its]) => (workload.moreIsBetter ? mine.value / its.value : its.value / mine.value)));
  const { name, unit, goal } = workload;
  const what = workload.what(setting);
  return { workload: name, what, unit, goal, relais: ours, peer: theirs, peerName: other?.name ?? 'nobody', ratio };
}

function pairs<T>(ours: readonly T[], theirs: readonly T[]): [T, T][] {
  return ours.flatMap((mine, index) => {
    const its = theirs[index];
    return its === undefined ? [] : [[mine, its] as [T, T]];
  });
}

/**
 * Rounds that do not count: servers run for months, with their caches full and their code compiled. In turn, as those that
 * count: a server that was left alone for ten seconds has collected its memory, and V8 compiles anew what it let go.
 */
async function warm(workload: Workload, targets: readonly Target[]): Promise<void> {
  /** Of the target that has run for the shortest. */
  let warmed = 0;
  for (let round = 0; warmed < warmMs && round < mostWarmRounds; round += 1) {
    let shortest = Number.POSITIVE_INFINITY;
    for (const target of targets) {
      const began = performance.now();
      await workload.prepare?.(target, setting);
      await workload.run(target, setting);
      await workload.clean?.(target, setting);
      shortest = Math.min(shortest, performance.now() - began);
    }
    warmed += shortest;
  }
}

/** Mail is put in when a workload first wants the target; Postfix has its Dovecot's. */
async function requireFilled(target: Target): Promise<void> {
  if (filled.has(target) || target.isFront === true) return;
  filled.add(target);
  console.error(`bench: filling ${target.name} …`);
  await fill(target, setting);
  await untilQuiet(target);
}

/** What a server does about new mail on its own, such as its search index, is no part of the next workload. */
async function untilQuiet(target: Target): Promise<void> {
  const ends = performance.now() + 120_000;
  for (let quiet = 0; quiet < 3 && performance.now() < ends; ) {
    const before = await target.processorSeconds();
    await pause(1_000);
    quiet = (await target.processorSeconds()) - before < 0.03 ? quiet + 1 : 0;
  }
}

function print(row: Row, workload: Workload): void {
  const { unit } = workload;
  const time = (seconds: number): string => {
    if (Number.isNaN(seconds)) return '–';
    return seconds < 0.05 ? `${(seconds * 1000).toFixed(seconds < 0.001 ? 3 : 2)} ms` : `${seconds.toFixed(2)} s`;
  };
  const orNothing = (result: Result | null, text: (result: Result) => string): string =>
    result === null || Number.isNaN(result.value) ? '–' : text(result);
  const figure = (result: Result | null): string => orNothing(result, ({ value }) => `${shown(value)} ${unit}`);
  const pair = (text: (result: Result) => string): string =>
    `${orNothing(row.relais, text)} : ${orNothing(row.peer, text)}`;
  const ratio = row.ratio === null ? '–' : `${row.ratio.toFixed(2)}×`;
  console.log(
    `| ${row.workload}: ${row.what} | ${figure(row.relais)} | ${figure(row.peer)} (${row.peerName}) | ${ratio} | ${row.goal} | ${pair(({ processorSeconds }) => time(processorSeconds))} | ${pair(({ driverSeconds }) => time(driverSeconds))} | ${pair(({ noopP99 }) => `${noopP99.toFixed(1)} ms`)} |`,
  );
}

function rendered(file: string): string {
  if (file.endsWith('.json'))
    return `${JSON.stringify({ date: new Date().toISOString(), messages: setting.messages, rounds, rows }, null, 2)}\n`;
  const cells = (values: readonly (string | number | null)[]): string =>
    `${values.map((value) => (value === null || Number.isNaN(value) ? '' : value)).join('\t')}\n`;
  const head = [
    'workload',
    'what',
    'unit',
    'relais',
    'peer',
    'ratio',
    'goal',
    'peer name',
    'relais processor s',
    'peer processor s',
    'relais driver s',
    'peer driver s',
    'relais noop p99 ms',
    'peer noop p99 ms',
  ];
  return (
    cells(head) +
    rows
      .map(({ workload, what, unit, goal, relais, peer: other, peerName, ratio }) =>
        cells([
          workload,
          what,
          unit,
          relais.value,
          other?.value ?? null,
          ratio,
          goal,
          peerName,
          relais.processorSeconds,
          other?.processorSeconds ?? null,
          relais.driverSeconds,
          other?.driverSeconds ?? null,
          relais.noopP99,
          other?.noopP99 ?? null,
        ]),
      )
      .join('')
  );
}

function shown(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3);
}
