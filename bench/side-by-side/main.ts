import { median } from '../statistics.ts';
import { startDovecot } from './dovecot.ts';
import { startRelais } from './relais.ts';
import type { Target } from './target.ts';
import { fill, workloads } from './workloads.ts';

const rounds = 3;

/** Drives Relais and Dovecot in turn with the same load and prints the ratio per workload. */
const asked = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const chosen = workloads.filter((workload) => asked.length === 0 || asked.includes(workload.name));
if (chosen.length === 0) {
  console.error(`there are ${workloads.map((workload) => workload.name).join(', ')}`);
  process.exit(2);
}
const targets: Target[] = [await startRelais(), await startDovecot()];
try {
  for (const target of targets) {
    console.error(`bench: filling ${target.name} …`);
    await fill(target);
  }
  console.log('| workload | Relais | Dovecot | better by | processor, Relais : Dovecot |\n|---|---|---|---|---|');
  for (const workload of chosen) {
    const values = new Map<Target, { figure: number; processor: number }[]>(targets.map((target) => [target, []]));
    for (let round = 0; round < rounds; round += 1) {
      for (const target of round % 2 === 0 ? targets : targets.toReversed()) {
        const before = await target.processorSeconds();
        const figure = await workload.run(target);
        values.get(target)?.push({ figure, processor: (await target.processorSeconds()) - before });
      }
    }
    const [ours, theirs] = targets.map((target) => median((values.get(target) ?? []).map((value) => value.figure))) as [
      number,
      number,
    ];
    const [ourTime, theirTime] = targets.map((target) =>
      median((values.get(target) ?? []).map((value) => value.processor)),
    ) as [number, number];
    const ratio = workload.moreIsBetter ? ours / theirs : theirs / ours;
    console.log(
      `| ${workload.what} | ${shown(ours)} ${workload.unit} | ${shown(theirs)} ${workload.unit} | ${ratio.toFixed(2)}× | ${ourTime.toFixed(2)} : ${theirTime.toFixed(2)} s |`,
    );
  }
} finally {
  for (const target of targets) await target.stop();
}

function shown(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3);
}
