import {
  type ErrorRecord,
  fromWire,
  type ManagementObject,
  type OutputRecord,
  toWire,
} from '@relais/management-contract';
import type { Command } from './command-line.ts';
import { logCommand } from './command-log.ts';
import { request } from '@relais/browser-frame/server/request.ts';

/** What a cmdlet refused. */
export class CmdletError extends Error {
  readonly record: ErrorRecord;
  constructor(record: ErrorRecord) {
    super(record.message);
    this.name = 'CmdletError';
    this.record = record;
  }
}

export interface Outcome {
  readonly rows: readonly ManagementObject[];
  readonly warnings: readonly string[];
  /** What `-WhatIf` said. */
  readonly whatIf: readonly string[];
}

/**
 * Runs one cmdlet as the person who is signed in and reads its records as they come.
 * @throws CmdletError when it refused; RequestError when the server did not take the call.
 */
export async function invoke(
  cmdlet: string,
  parameters: Command['parameters'] = {},
  signal?: AbortSignal,
): Promise<Outcome> {
  const settle = logCommand({ cmdlet, parameters });
  try {
    const outcome = await read(
      await request('/adminapi/beta/-/InvokeCommand', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Accept: 'application/x-ndjson' },
        body: JSON.stringify({ CmdletInput: { CmdletName: cmdlet, Parameters: toWire(parameters) } }),
        ...(signal === undefined ? {} : { signal }),
      }),
      cmdlet,
    );
    settle('done', outcome.warnings.join('\n') || null);
    return outcome;
  } catch (cause) {
    settle('failed', cause instanceof Error ? cause.message : String(cause));
    throw cause;
  }
}

async function read(response: Response, cmdlet: string): Promise<Outcome> {
  const rows: ManagementObject[] = [];
  const warnings: string[] = [];
  const whatIf: string[] = [];
  let refused: ErrorRecord | null = null;
  for await (const line of linesOf(response)) {
    const record = JSON.parse(line) as OutputRecord;
    if (record.kind === 'output') rows.push(fromWire(record.object) as ManagementObject);
    else if (record.kind === 'warning') warnings.push(record.text);
    else if (record.kind === 'what-if') whatIf.push(record.text);
    else if (record.kind === 'error') refused ??= record.error;
    else if (record.kind === 'confirm') {
      refused ??= { id: 'ConfirmationRequired', category: 'InvalidOperation', message: record.text, activity: cmdlet };
    }
  }
  if (refused !== null) throw new CmdletError(refused);
  return { rows, warnings, whatIf };
}

async function* linesOf(response: Response): AsyncGenerator<string> {
  if (response.body === null) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const lines = (rest + value).split('\n');
    rest = lines.pop() ?? '';
    yield* lines.filter((line) => line !== '');
  }
  if (rest !== '') yield rest;
}
