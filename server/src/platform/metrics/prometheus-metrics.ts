import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Metrics } from './metrics.ts';

const nameForm = /^[a-z_][a-z0-9_]*$/;

/** Metrics in memory, rendered in Prometheus' text format 0.0.4; the event loop's delay and the process's memory come along. */
export function createMetrics(): Metrics {
  const families = new Map<string, () => Promise<string[]>>();
  const add = (name: string, type: string, help: string, samples: () => string[] | Promise<string[]>): void => {
    if (!nameForm.test(name)) throw new Error(`"${name}" is no metric name; write lower_case_with_underscores`);
    if (families.has(name)) throw new Error(`the metric ${name} is registered twice`);
    const head = [`# HELP ${name} ${help.replaceAll('\n', ' ')}`, `# TYPE ${name} ${type}`];
    families.set(name, async () => [...head, ...(await samples())]);
  };

  const metrics: Metrics = {
    counter(name, help, labels = []) {
      const totals = new Map<string, number>();
      if (labels.length === 0) totals.set('', 0);
      add(name, 'counter', help, () => [...totals].map(([labelText, total]) => `${name}${labelText} ${total}`));
      return {
        increment(values = {}, by = 1) {
          const key = labels.length === 0 ? '' : labelText(labels, values);
          totals.set(key, (totals.get(key) ?? 0) + by);
        },
      };
    },
    gauge(name, help, read) {
      add(name, 'gauge', help, async () => [`${name} ${await read()}`]);
    },
    async render() {
      // What fails to be read must not hide the rest, least of all while something is wrong.
      const read = await Promise.allSettled([...families.values()].map((family) => family()));
      return `${read.flatMap((family) => (family.status === 'fulfilled' ? family.value : [])).join('\n')}\n`;
    },
  };

  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  add('relais_event_loop_delay_seconds', 'summary', 'How late timers of 10 ms fire since the last look.', () => {
    const quantiles = [50, 90, 99, 100].map(
      (percent) => `relais_event_loop_delay_seconds{quantile="${percent / 100}"} ${seconds(delay.percentile(percent))}`,
    );
    const lines = [
      ...quantiles,
      `relais_event_loop_delay_seconds_sum ${seconds(delay.mean) * delay.count}`,
      `relais_event_loop_delay_seconds_count ${delay.count}`,
    ];
    delay.reset();
    return lines;
  });
  metrics.gauge('process_resident_memory_bytes', 'Resident memory.', () => process.memoryUsage.rss());
  metrics.gauge('process_heap_used_bytes', 'JavaScript heap in use.', () => process.memoryUsage().heapUsed);
  metrics.gauge('process_uptime_seconds', 'Since the process began.', () => Math.round(process.uptime()));
  add('process_cpu_seconds_total', 'counter', 'Processor time, user and system.', () => {
    const { user, system } = process.cpuUsage();
    return [`process_cpu_seconds_total ${(user + system) / 1e6}`];
  });
  return metrics;
}

function seconds(nanoseconds: number): number {
  return Number.isFinite(nanoseconds) ? nanoseconds / 1e9 : 0;
}

function labelText(labels: readonly string[], values: Readonly<Record<string, string>>): string {
  const escaped = (value: string): string =>
    value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  return `{${labels.map((label) => `${label}="${escaped(values[label] ?? '')}"`).join(',')}}`;
}
