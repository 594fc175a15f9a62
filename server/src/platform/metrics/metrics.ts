/** Counters and gauges rendered as Prometheus text on /metrics. */
export interface Metrics {
  counter(
    name: string,
    help: string,
    labels?: readonly string[],
  ): { increment(labels?: Record<string, string>, by?: number): void };
  /** `read` is called when somebody looks. A gauge that cannot be read then is left out of that look. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void;
  render(): Promise<string>;
}
