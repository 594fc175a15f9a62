import {
  type CmdletCall,
  type CmdletDescription,
  type CmdletHost,
  fromWire,
  type OutputRecord,
  streamedWithBytes,
  toWire,
} from '@relais/management-contract';

/** One request to the server's administration interface; `body` absent is a GET. */
export interface AdminRequest {
  /** Behind `/adminapi/beta/{organisation}/`, query included. */
  readonly path: string;
  readonly body?: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface AdminResponse {
  readonly status: number;
  readonly body: AsyncIterable<Uint8Array>;
}

export type AdminTransport = (request: AdminRequest, signal: AbortSignal | undefined) => Promise<AdminResponse>;

/** What the shell asks of a host; write scopes are shown by the admin center. */
export type CmdletClient = Required<Pick<CmdletHost, 'describe' | 'invoke' | 'complete'>>;

const longestLine = 64 * 1024 * 1024;

/** The server's cmdlets over any transport: descriptions, calls as lines of JSON records, completion. */
export function cmdletClient(transport: AdminTransport): CmdletClient {
  return {
    describe: async () => {
      const response = await transport({ path: 'Cmdlets', headers: { accept: 'application/json' } }, undefined);
      const { value } = (await jsonOf(response)) as { value?: CmdletDescription[] };
      return value ?? [];
    },
    invoke: (call, signal) => invoke(transport, call, signal),
    complete: async (cmdlet, parameter, prefix) => {
      const query = new URLSearchParams({ cmdlet, parameter, prefix });
      const response = await transport(
        { path: `Complete?${query}`, headers: { accept: 'application/json' } },
        undefined,
      );
      const { value } = (await jsonOf(response)) as { value?: string[] };
      return value ?? [];
    },
  };
}

async function* invoke(
  transport: AdminTransport,
  call: CmdletCall,
  signal: AbortSignal | undefined,
): AsyncIterable<OutputRecord> {
  const parameters = Object.fromEntries(Object.entries(call.parameters).map(([name, value]) => [name, toWire(value)]));
  const response = await transport(
    {
      path: 'InvokeCommand',
      body: JSON.stringify({ CmdletInput: { CmdletName: call.cmdlet, Parameters: parameters } }),
      headers: {
        accept: streamedWithBytes,
        'content-type': 'application/json; charset=utf-8',
        ...(call.language === undefined ? {} : { 'accept-language': call.language }),
      },
    },
    signal,
  );
  if (response.status !== 200) throw await refusal(response);
  for await (const line of linesOf(response.body)) yield readRecord(line);
}

/** A record with its values back in their types. @throws Error when the line is no record. */
function readRecord(line: string): OutputRecord {
  const record = JSON.parse(line) as OutputRecord;
  if (record.kind !== 'output') return record;
  const object = fromWire(record.object) as (OutputRecord & { kind: 'output' })['object'];
  return { ...record, object };
}

async function* linesOf(body: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > longestLine) throw new Error('The server sent a record of more than 64 MB.');
    for (const line of lines) if (line.trim() !== '') yield line;
  }
  if (rest.trim() !== '') yield rest;
}

async function textOf(response: AdminResponse): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body) text += decoder.decode(chunk, { stream: true });
  return text;
}

async function jsonOf(response: AdminResponse): Promise<unknown> {
  if (response.status !== 200) throw await refusal(response);
  const text = await textOf(response);
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('The server answered something that is no JSON; is it a Relais server?');
  }
}

/** What the server's refusal says to a person. */
async function refusal(response: AdminResponse): Promise<Error> {
  if (response.status === 401)
    return new Error('The server refused the sign-in: the user name or the password is wrong.');
  if (response.status === 403) return new Error('The server refused: this user has no administrative role.');
  if (response.status === 404)
    return new Error('The server does not offer the administration interface at this address.');
  const text = await textOf(response);
  let message = '';
  try {
    const parsed = JSON.parse(text) as { error?: { message?: string }; message?: string };
    message = parsed.error?.message ?? parsed.message ?? '';
  } catch {
    message = text.slice(0, 200).trim();
  }
  return new Error(message === '' ? `The server answered with status ${response.status}.` : message);
}
