import type { FastifyReply } from 'fastify';
import type { AccountIndex, IndexedType } from './mail/account-index.ts';

const pushedTypes: readonly IndexedType[] = ['Email', 'Mailbox', 'Thread', 'EmailDelivery'];
/** Changes that come together are told together. */
const gatherMs = 30;

export interface EventSourceRequest {
  readonly accountId: string;
  readonly index: AccountIndex;
  /** `null`: all. */
  readonly types: ReadonlySet<string> | null;
  readonly closeAfterState: boolean;
  /** 0: never. */
  readonly pingSeconds: number;
}

/** Tells state changes as they happen, until the client goes (RFC 8620 §7.3). */
export async function streamEvents(reply: FastifyReply, request: EventSourceRequest): Promise<void> {
  const { accountId, index, pingSeconds } = request;
  const types = pushedTypes.filter((type) => request.types === null || request.types.has(type));
  await index.sync();
  let told = statesOf(index, types);
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-accel-buffering': 'no',
  });
  raw.write(': open\n\n');
  let gathering: NodeJS.Timeout | null = null;
  const tell = async () => {
    gathering = null;
    await index.sync();
    const now = statesOf(index, types);
    const changed = Object.fromEntries(Object.entries(now).filter(([type, state]) => told[type] !== state));
    if (Object.keys(changed).length === 0 || raw.destroyed) return;
    told = now;
    const data = JSON.stringify({ '@type': 'StateChange', changed: { [accountId]: changed } });
    raw.write(`event: state\ndata: ${data}\n\n`);
    if (request.closeAfterState) raw.end();
  };
  const stop = index.onChange(() => {
    gathering ??= setTimeout(() => void tell().catch(() => raw.end()), gatherMs);
  });
  const pinging =
    pingSeconds === 0
      ? null
      : setInterval(() => raw.write(`event: ping\ndata: {"interval":${pingSeconds}}\n\n`), pingSeconds * 1000);
  raw.once('close', () => {
    stop();
    if (gathering !== null) clearTimeout(gathering);
    if (pinging !== null) clearInterval(pinging);
  });
}

function statesOf(index: AccountIndex, types: readonly IndexedType[]): Record<string, string> {
  return Object.fromEntries(types.map((type) => [type, index.state(type)]));
}
