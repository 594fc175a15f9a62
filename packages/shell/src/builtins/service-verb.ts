import type { Invocation } from '../runtime/command.ts';

/** Runs a service verb of the server for a word of the command prompt, and says what it was taken to mean. */
export async function runServiceVerb(
  invocation: Invocation,
  words: string,
  verb: string,
  service: string,
): Promise<void> {
  const meant = `${verb} ${service}`;
  invocation.note({ en: `"${words}" is read as "${meant}".`, fr: `« ${words} » est lu comme « ${meant} ».` });
  const { extent } = invocation;
  const name = { kind: 'argument', name: '', value: service, written: service, extent } as const;
  const succeeded = await invocation.engine.runCommand(verb, [name], { ...invocation.context, emit: invocation.emit });
  if (!succeeded) invocation.markFailed();
}
