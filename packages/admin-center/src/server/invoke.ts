import {
  type ErrorRecord,
  fromWire,
  type ManagementObject,
  type OutputRecord,
  toWire,
} from '@relais/management-contract';
import type { Command } from './command-line.ts';
import { logCommand } from './command-log.ts';
import { request, unreachable } from '@relais/browser-frame/server/request.ts';

/** What a cmdlet refused. */
export class CmdletError extends Error {
  readonly record: ErrorRecord;
  /** What was run. */
  readonly command: Command;
  constructor(record: ErrorRecord, command: Command) {
    super(record.message);
    this.name = 'CmdletError';
    this.record = record;
    this.command = command;
  }
}

export interface Outcome {
  readonly rows: readonly ManagementObject[];
  readonly warnings: readonly string[];
  /** What `-WhatIf` said. */
  readonly whatIf: readonly string[];
}

export interface InvokeOptions {
  readonly signal?: AbortSignal;
  /** It is not told of in the command log: a question that changes nothing, and that the page asks by itself. */
  readonly isUnlogged?: boolean;
  /** The properties that are wanted of each object, with commas between: a list of 20,000 needs five of eighty. */
  readonly select?: string;
  /** Hears of the rows that have come, as they come. They are in `rows` of the outcome too. */
  readonly onRows?: (rows: readonly ManagementObject[]) => void;
  /** What long work says of itself. */
  readonly onProgress?: (percent: number | null) => void;
}

/**
 * Runs one cmdlet as the person who is signed in and reads its records as they come.
 * @throws CmdletError when it refused; RequestError when the server did not take the call, or went away on the way.
 */
export async function invoke(
  cmdlet: string,
  parameters: Command['parameters'] = {},
  options: InvokeOptions = {},
): Promise<Outcome> {
  const rows: ManagementObject[] = [];
  const warnings: string[] = [];
  const whatIf: string[] = [];
  for await (const record of logged({ cmdlet, parameters }, warnings, options)) {
    if (record.kind === 'output') {
      rows.push(fromWire(record.object) as ManagementObject);
      options.onRows?.(rows);
    } else if (record.kind === 'what-if') whatIf.push(record.text);
    else if (record.kind === 'progress') options.onProgress?.(record.percent);
  }
  return { rows, warnings, whatIf };
}

/** The rows of a cmdlet one by one, for what is too much to be kept. @throws as `invoke` does, where the rows end. */
export async function* invokeRows(
  cmdlet: string,
  parameters: Command['parameters'],
  signal: AbortSignal,
): AsyncGenerator<ManagementObject, void, void> {
  for await (const record of logged({ cmdlet, parameters }, [], { signal })) {
    if (record.kind === 'output') yield fromWire(record.object) as ManagementObject;
  }
}

/** The records of a command that is told of in the command log; its warnings go to `warnings`. */
async function* logged(
  command: Command,
  warnings: string[],
  { signal, select, isUnlogged }: InvokeOptions,
): AsyncGenerator<OutputRecord, void, void> {
  const settle = isUnlogged === true ? () => undefined : logCommand(command);
  let refused: ErrorRecord | null = null;
  try {
    const response = await request(
      `/adminapi/beta/-/InvokeCommand${select === undefined ? '' : `?$select=${encodeURIComponent(select)}`}`,
      {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Accept: 'application/x-ndjson' },
        body: JSON.stringify({ CmdletInput: { CmdletName: command.cmdlet, Parameters: toWire(command.parameters) } }),
        ...(signal === undefined ? {} : { signal }),
      },
    );
    for await (const line of linesOf(response, signal)) {
      const record = JSON.parse(line) as OutputRecord;
      if (record.kind === 'warning') warnings.push(record.text);
      else if (record.kind === 'error') refused ??= record.error;
      else if (record.kind === 'confirm') refused ??= unconfirmed(command.cmdlet, record.text);
      else yield record;
    }
    if (refused !== null) throw new CmdletError(refused, command);
    settle('done', warnings.join('\n') || null);
  } catch (cause) {
    settle('failed', cause instanceof Error ? cause.message : String(cause));
    throw cause;
  }
}

function unconfirmed(activity: string, message: string): ErrorRecord {
  return { id: 'ConfirmationRequired', category: 'InvalidOperation', message, activity };
}

/** @throws RequestError when the server goes away before the end. */
async function* linesOf(response: Response, signal: AbortSignal | undefined): AsyncGenerator<string> {
  if (response.body === null) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      if (signal?.aborted === true || !(cause instanceof TypeError)) throw cause;
      throw unreachable(cause);
    });
    if (done) break;
    const lines = (rest + value).split('\n');
    rest = lines.pop() ?? '';
    yield* lines.filter((line) => line !== '');
  }
  if (rest !== '') yield rest;
}
