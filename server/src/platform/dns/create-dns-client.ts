import { getServers } from 'node:dns';
import type { DecodedPacket } from 'dns-packet';
import type { Clock } from '../clock/clock.ts';
import { ask, type Resolver } from './ask-resolver.ts';
import { type DnsAnswer, type DnsClient, DnsFailure, type RecordType, type RecordValues } from './dns-client.ts';
import { endOfAliases, valuesOf } from './record-values.ts';

export interface DnsClientOptions {
  readonly clock: Clock;
  /** Addresses, each may have a port: `192.0.2.53`, `[::1]:5353`. Empty: the machine's own. Asked for at each query. */
  readonly resolvers?: () => readonly string[];
  /** For one try at one resolver. */
  readonly timeoutMs?: number;
}

const mostCached = 10_000;
/** An answer is believed no longer, whatever its TTL says; one that denies, RFC 2308 §5 lets us choose. */
const longestSeconds = 3600;
const denialSeconds = 60;
const rounds = 2;

interface Cached {
  readonly until: number;
  readonly answer: DnsAnswer<unknown>;
}

/** Asks the resolvers one after the other, and remembers answers as long as their TTL allows. */
export function createDnsClient({ clock, resolvers = () => [], timeoutMs = 3000 }: DnsClientOptions): DnsClient {
  const cache = new Map<string, Cached>();
  const underway = new Map<string, Promise<DnsAnswer<unknown>>>();

  async function lookUp(name: string, type: RecordType, key: string): Promise<DnsAnswer<unknown>> {
    const named = resolvers();
    const servers = (named.length > 0 ? named : getServers()).map(parseResolver);
    let failure: unknown = new Error('no resolver is configured');
    for (let round = 0; round < rounds; round += 1) {
      for (const server of servers) {
        try {
          const packet = await ask(server, name, type, timeoutMs);
          const { answer, seconds } = read(packet, name, type);
          if (cache.size >= mostCached) for (const oldest of cache.keys()) if (cache.delete(oldest)) break;
          cache.set(key, { until: clock.elapsed() + seconds * 1000, answer });
          return answer;
        } catch (error) {
          failure = error;
        }
      }
    }
    throw new DnsFailure(`the DNS did not answer for ${name} (${type}): ${(failure as Error).message}`, {
      cause: failure,
    });
  }

  return {
    async query<K extends RecordType>(asked: string, type: K): Promise<DnsAnswer<RecordValues[K]>> {
      const name = asked.toLowerCase().replace(/\.$/, '');
      if (!isQueryable(name)) return { kind: 'no-such-name', values: [], name, isAuthenticated: false };
      const key = `${type} ${name}`;
      const known = cache.get(key);
      if (known !== undefined && known.until > clock.elapsed()) return known.answer as DnsAnswer<RecordValues[K]>;
      let answer = underway.get(key);
      if (answer === undefined) {
        answer = lookUp(name, type, key).finally(() => underway.delete(key));
        underway.set(key, answer);
      }
      return (await answer) as DnsAnswer<RecordValues[K]>;
    },
  };
}

/** RFC 1035 §2.3.4: what has longer labels cannot exist, and nobody needs to be asked. */
function isQueryable(name: string): boolean {
  return (
    name.length <= 253 && /^[!-~]+$/.test(name) && name.split('.').every((part) => part !== '' && part.length < 64)
  );
}

function read(packet: DecodedPacket, asked: string, type: RecordType): { answer: DnsAnswer<unknown>; seconds: number } {
  const code = (packet as { rcode?: string }).rcode ?? 'NOERROR';
  if (code !== 'NOERROR' && code !== 'NXDOMAIN') throw new Error(`the resolver says ${code}`);
  const isAuthenticated = packet.flag_ad;
  const { values, seconds } = valuesOf(packet.answers ?? [], type);
  const name = type === 'CNAME' ? asked : endOfAliases(packet.answers ?? [], asked);
  if (values.length > 0)
    return { answer: { kind: 'found', values, name, isAuthenticated }, seconds: Math.min(seconds, longestSeconds) };
  const kind = code === 'NXDOMAIN' ? 'no-such-name' : 'no-data';
  return { answer: { kind, values: [], name, isAuthenticated }, seconds: denialSeconds };
}

/** `null` never: whatever cannot be read is asked at its face value, and does not answer. */
function parseResolver(text: string): Resolver {
  const match = /^\[([^\]]+)\](?::(\d{1,5}))?$|^([^:]+)(?::(\d{1,5}))?$/.exec(text.trim());
  if (match === null) return { address: text.trim(), port: 53 };
  return { address: match[1] ?? match[3] ?? '', port: Number(match[2] ?? match[4] ?? 53) };
}
