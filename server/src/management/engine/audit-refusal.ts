import type { CmdletCall } from '@relais/management-contract';
import type { ManagementCaller } from './caller.ts';
import type { Cmdlet } from './cmdlet.ts';
import type { CmdletError } from './cmdlet-error.ts';
import { isAudited } from './is-audited.ts';
import { auditText } from './redact.ts';
import type { ManagementServices } from './services.ts';

/**
 * A change that was refused before it began, because the caller may not run it or its parameters are wrong, is audited
 * too. A value is kept only where its parameter is written exactly and is no secret: a misspelt `-Pasword` keeps none.
 */
export async function auditRefusal(
  services: ManagementServices,
  caller: ManagementCaller,
  cmdlets: readonly Cmdlet[],
  call: CmdletCall,
  error: CmdletError,
): Promise<void> {
  const cmdlet = cmdlets.find(({ name }) => name.toLowerCase() === call.cmdlet.toLowerCase());
  if (cmdlet === undefined || !isAudited(services.settings, cmdlet)) return;
  try {
    await services.audit.record({
      caller: caller.name,
      cmdlet: cmdlet.name,
      objectModified: null,
      parameters: Object.entries(call.parameters)
        .slice(0, 200)
        .map(([name, value]) => {
          const parameter = cmdlet.parameters.find((known) => known.name.toLowerCase() === name.toLowerCase());
          const isSecret = parameter !== undefined && ['secure', 'credential', 'bytes'].includes(parameter.type.kind);
          const shown = parameter === undefined ? '(not bound)' : isSecret ? '********' : auditText(value);
          return { name: parameter?.name ?? name.slice(0, 100), value: shown };
        }),
      modifiedProperties: [],
      succeeded: false,
      error: error.message,
      originatingServer: services.server.name,
    });
  } catch (cause) {
    services.log.error('audit entry not written', cause, { cmdlet: cmdlet.name, caller: caller.name });
  }
}
