import { TimeSpan } from '@relais/management-contract';
import { parseScript } from '../language/parse-script.ts';
import { toNumber } from './convert-number.ts';
import type { Context, Engine } from './engine.ts';
import { operationError } from './shell-error.ts';
import { ShellObject } from './shell-object.ts';
import { toText } from './to-text.ts';
import { ScriptBlock, type Value } from './values.ts';

const betweenLooksMs = 200;

const commands: Readonly<Record<string, string>> = {
  refresh: 'Get-Service',
  start: 'Start-Service',
  stop: 'Stop-Service',
};

/** The methods of what Get-Service gives, as of .NET's ServiceController. `undefined`: it is no service, or has none of that name. */
export async function serviceMethod(
  target: Value,
  name: string,
  given: readonly Value[],
  engine: Engine,
  context: Context,
): Promise<Value | undefined> {
  if (!(target instanceof ShellObject) || target.typeName !== 'Relais.Management.Service') return undefined;
  const wanted = name.toLowerCase();
  if (wanted === 'close' || wanted === 'dispose') return null;
  if (wanted === 'waitforstatus') return await waitForStatus(target, given, engine, context);
  const command = commands[wanted];
  if (command === undefined) return undefined;
  await runOn(target, command, engine, context);
  return null;
}

/** @throws OperationError when the time is over. */
async function waitForStatus(
  service: ShellObject,
  given: readonly Value[],
  engine: Engine,
  context: Context,
): Promise<null> {
  const status = toText(given[0] ?? null);
  const patience =
    given[1] instanceof TimeSpan
      ? given[1].milliseconds
      : given[1] === undefined
        ? Infinity
        : toNumber(given[1]) / 10_000;
  const end = performance.now() + patience;
  for (;;) {
    await runOn(service, 'Get-Service', engine, context);
    if (toText(service.get('Status') ?? null).toLowerCase() === status.toLowerCase()) return null;
    if (performance.now() >= end)
      throw operationError(
        'TimeoutException',
        'Time out has expired and the operation has not been completed.',
        'OperationStopped',
      );
    await new Promise((resolve) => setTimeout(resolve, betweenLooksMs));
    context.signal.throwIfAborted();
  }
}

/** Calls a cmdlet for the service; what Get-Service then says of it is what the object holds. */
async function runOn(service: ShellObject, command: string, engine: Engine, context: Context): Promise<void> {
  const text = `param($Name) ${command} -Name $Name${command === 'Get-Service' ? '' : '; Get-Service -Name $Name'}`;
  const block = new ScriptBlock(parseScript(text), text, { text, file: null });
  await engine.runBlock(block, context, {
    arguments: [service.get('Name') ?? null],
    emit: async (value) => {
      if (value instanceof ShellObject) for (const [name, held] of value.entries()) service.set(name, held);
    },
  });
}
