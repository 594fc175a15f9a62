/** A policy of MTA-STS (RFC 8461 §3.2). */
export interface MtaStsPolicy {
  readonly mode: 'enforce' | 'testing' | 'none';
  /** Lower case: names, or `*.example.net`. */
  readonly hosts: readonly string[];
  readonly maxAgeSeconds: number;
}

/** RFC 8461 §3.2: a year and a bit. */
const longestAgeSeconds = 31_557_600;

/** The id of the one record at `_mta-sts` (RFC 8461 §3.1); `null`: there is none, more than one, or one that is none. */
export function mtaStsId(records: readonly string[]): string | null {
  const [record, ...others] = records.filter((text) => /^v=STSv1\s*;/.test(text));
  if (record === undefined || others.length > 0) return null;
  return /;\s*id=([A-Za-z0-9]{1,32})\s*(?:;|$)/.exec(record)?.[1] ?? null;
}

/** `null`: it cannot be read, and counts as none. */
export function parseMtaStsPolicy(text: string): MtaStsPolicy | null {
  const fields = text
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map((line) => {
      const colon = line.indexOf(':');
      return { field: line.slice(0, Math.max(colon, 0)), value: line.slice(colon + 1).trim() };
    });
  const valueOf = (name: string): string | undefined => fields.find(({ field }) => field === name)?.value;
  const mode = valueOf('mode');
  const maxAge = valueOf('max_age') ?? '';
  const hosts = fields.flatMap(({ field, value }) => (field === 'mx' ? [value.toLowerCase()] : []));
  if (valueOf('version') !== 'STSv1' || !/^\d{1,10}$/.test(maxAge)) return null;
  if (mode !== 'enforce' && mode !== 'testing' && mode !== 'none') return null;
  if (mode !== 'none' && hosts.length === 0) return null;
  return { mode, hosts, maxAgeSeconds: Math.min(Number(maxAge), longestAgeSeconds) };
}

/** RFC 8461 §4.1: `*.` stands for exactly one label. */
export function policyAllows({ hosts }: MtaStsPolicy, host: string): boolean {
  const name = host.toLowerCase();
  return hosts.some((pattern) =>
    pattern.startsWith('*.') ? name.slice(name.indexOf('.')) === pattern.slice(1) : name === pattern,
  );
}
