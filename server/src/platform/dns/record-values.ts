import type { Answer } from 'dns-packet';
import type { RecordType } from './dns-client.ts';

/** The values of one type in an answer, whatever aliases led to them, and for how long they may be kept. */
export function valuesOf(
  answers: readonly Answer[],
  type: RecordType,
): { readonly values: readonly unknown[]; readonly seconds: number } {
  const values: unknown[] = [];
  let seconds = Infinity;
  for (const answer of answers) {
    const { ttl } = answer as { ttl?: number };
    if (ttl !== undefined) seconds = Math.min(seconds, ttl);
    if (answer.type !== type) continue;
    const value = valueOf(type, (answer as { data: unknown }).data);
    if (value !== null) values.push(value);
  }
  return { values, seconds: seconds === Infinity ? 0 : seconds };
}

/** Where the aliases of a name lead within one answer; the name itself when it has none. */
export function endOfAliases(answers: readonly Answer[], asked: string): string {
  const targets = new Map(
    answers.flatMap((answer) =>
      answer.type === 'CNAME' ? [[bareName(answer.name), bareName(answer.data)] as const] : [],
    ),
  );
  let name = asked;
  for (let next = targets.get(name); next !== undefined && targets.delete(name); next = targets.get(name)) name = next;
  return name;
}

function valueOf(type: RecordType, data: unknown): unknown {
  switch (type) {
    case 'A':
    case 'AAAA':
      return data;
    case 'CNAME':
    case 'PTR':
      return bareName(data as string);
    case 'MX': {
      const { exchange, preference } = data as { exchange: string; preference?: number };
      return { exchange: bareName(exchange), preference: preference ?? 0 };
    }
    case 'SRV': {
      const { target, port, priority, weight } = data as {
        target: string;
        port: number;
        priority?: number;
        weight?: number;
      };
      return { target: bareName(target), port, priority: priority ?? 0, weight: weight ?? 0 };
    }
    case 'CAA': {
      const { flags, tag, value } = data as { flags?: number; tag: string; value: string };
      return { flags: flags ?? 0, tag: tag.toLowerCase(), value };
    }
    case 'TLSA':
      return data;
    case 'TXT': {
      const parts = Array.isArray(data) ? (data as readonly (Buffer | string)[]) : [data as Buffer | string];
      return parts.map((part) => (typeof part === 'string' ? part : part.toString('latin1'))).join('');
    }
  }
}

function bareName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
