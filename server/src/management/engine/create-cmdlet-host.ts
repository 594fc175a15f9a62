import { randomUUID } from 'node:crypto';
import type {
  CmdletCall,
  CmdletDescription,
  CmdletHost,
  Language,
  LocalisedText,
  ManagementObject,
  ManagementValue,
  OutputRecord,
} from '@relais/management-contract';
import { adminAuditSettings } from '../../domain/audit/admin-audit-settings.ts';
import { TimeSlice } from '../../domain/mail/time-slice.ts';
import { auditRefusal } from './audit-refusal.ts';
import { asSeenWith, mayRun } from './authorise.ts';
import { BoundParameters } from './bound-parameters.ts';
import type { ManagementCaller } from './caller.ts';
import type { Cmdlet } from './cmdlet.ts';
import { CmdletError, errorRecord } from './cmdlet-error.ts';
import { completeParameter } from './complete-parameter.ts';
import { convertParameters } from './convert-parameters.ts';
import { domainRefusal } from './domain-refusals.ts';
import { isAudited } from './is-audited.ts';
import { requireMandatory } from './mandatory-parameters.ts';
import { refusePaths } from './refuse-paths.ts';
import { nearestName } from './nearest-name.ts';
import { permissionsInForce } from './permissions.ts';
import { auditText } from './redact.ts';
import { resolveParameters } from './resolve-parameters.ts';
import { RunningCmdlet } from './running-cmdlet.ts';
import { visibleObject } from './visible-text.ts';
import { withinReach } from '../write-scope/require-reach.ts';
import { writeScopesOf } from '../write-scope/outside-scope.ts';
import { writeReach } from '../write-scope/write-reach.ts';
import type { ManagementServices } from './services.ts';

export interface CmdletHostOptions {
  readonly caller: ManagementCaller;
  readonly services: ManagementServices;
  readonly cmdlets: readonly Cmdlet[];
  /** When a call names none. */
  readonly language?: Language;
}

/** A call that passed every check and is about to run. */
interface Prepared {
  readonly cmdlet: Cmdlet;
  readonly values: ReadonlyMap<string, ManagementValue>;
  readonly whatIf: boolean;
  readonly confirm: boolean | null;
  readonly notes: readonly LocalisedText[];
}

/**
 * The cmdlets as one caller may use them. A call goes through named passes: find the cmdlet, resolve parameter names,
 * require the mandatory ones, convert and check ranges, find whom it may change, run (should-process inside), audit. Cheap to make: one a request.
 */
export function createCmdletHost(options: CmdletHostOptions): CmdletHost {
  const { services, cmdlets, language: usual = 'en' } = options;
  const permissions = permissionsInForce(services.permissions);
  const caller: ManagementCaller = { ...options.caller, permissions };
  const roles = permissions.rolesOf(caller);
  const seen = (cmdlet: Cmdlet): CmdletDescription => asSeenWith(cmdlet, roles, permissions);
  const allowed = new Map(
    cmdlets.filter((cmdlet) => mayRun(cmdlet, roles, permissions)).map((cmdlet) => [cmdlet.name.toLowerCase(), cmdlet]),
  );
  const scopes = () => writeScopesOf({ services, permissions, caller, cmdlets: [...allowed.values()] });
  // One a session in Exchange; nothing reads it, scripts print it.
  const runspaceId = randomUUID();

  return {
    describe: async () => [...allowed.values()].map(seen),

    async *invoke(call, signal = new AbortController().signal) {
      const language = call.language ?? usual;
      let prepared: Prepared;
      try {
        prepared = prepare(call, allowed, seen);
      } catch (error) {
        if (!(error instanceof CmdletError)) throw error;
        await auditRefusal(services, caller, cmdlets, call, error);
        yield { kind: 'error', error: errorRecord(error, call.cmdlet, language), terminating: true };
        return;
      }
      const { cmdlet, values } = prepared;
      const reach = writeReach({ services, permissions, caller, cmdlet, given: values.keys() });
      const running = new RunningCmdlet({
        ...prepared,
        cmdlets,
        services: reach === null ? services : withinReach(services, reach),
        caller: { ...caller, reach },
        language,
        signal,
      });
      for (const note of prepared.notes) running.warn(note);
      yield* run(running, prepared, runspaceId);
    },

    complete: async (cmdletName, parameterName, prefix) => {
      const cmdlet = allowed.get(cmdletName.toLowerCase());
      const parameter =
        cmdlet && seen(cmdlet).parameters.find(({ name }) => name.toLowerCase() === parameterName.toLowerCase());
      return parameter === undefined ? [] : completeParameter(services, parameter, prefix);
    },

    writeScopes: () => scopes().names,
    outsideWriteScope(recipients) {
      const { outside } = scopes();
      return recipients.flatMap((recipient) => outside(recipient) ?? []);
    },
  };
}

function prepare(
  call: CmdletCall,
  allowed: ReadonlyMap<string, Cmdlet>,
  seen: (cmdlet: Cmdlet) => CmdletDescription,
): Prepared {
  const cmdlet = allowed.get(call.cmdlet.toLowerCase());
  if (cmdlet === undefined)
    throw unknownCmdlet(
      call.cmdlet,
      [...allowed.values()].map(({ name }) => name),
    );
  const { parameters } = seen(cmdlet);
  const { given, whatIf, confirm, notes } = resolveParameters(
    parameters,
    call.parameters,
    cmdlet.supportsShouldProcess,
  );
  refusePaths(given);
  requireMandatory(parameters, given);
  const converted = convertParameters(given);
  return { cmdlet, values: converted.values, whatIf, confirm, notes: [...notes, ...converted.notes] };
}

async function* run(
  running: RunningCmdlet,
  { cmdlet, values }: Prepared,
  runspaceId: string,
): AsyncGenerator<OutputRecord> {
  const isGet = cmdlet.name.startsWith('Get-') && cmdlet.plainObjects !== true;
  for (const { name, warning } of cmdlet.parameters)
    if (warning !== undefined && values.has(name)) running.warn(warning);
  try {
    for await (const step of steps(running, cmdlet.run(running, new BoundParameters(values)))) {
      yield* running.take();
      if (running.signal.aborted) break;
      if (step === 'said') continue;
      yield {
        kind: 'output',
        object: visibleObject(isGet ? { RunspaceId: runspaceId, ...step } : step),
        ...(cmdlet.defaultColumns === undefined ? {} : { defaultColumns: cmdlet.defaultColumns }),
      };
    }
  } catch (error) {
    running.fail(domainRefusal(error, values) ?? unexpected(running, cmdlet, error), true);
  } finally {
    // Also when the caller has seen enough and stops asking: what was done was done.
    await audit(running, cmdlet, values);
  }
  yield* running.take();
}

/** The objects of a run, and `said` whenever it has something to say before the next one is ready. */
async function* steps(
  running: RunningCmdlet,
  result: ReturnType<Cmdlet['run']>,
): AsyncGenerator<ManagementObject | 'said'> {
  const next =
    result instanceof Promise
      ? () => result.then(() => null)
      : () => result.next().then((step) => (step.done === true ? null : step.value));
  // It may be refused while others have their turn, before it is listened to below.
  if (result instanceof Promise) result.catch(() => {});
  const slice = new TimeSlice();
  try {
    for (;;) {
      // Objects that lie ready come without a turn between them: others run after 4 ms of them.
      await slice.rest();
      const coming = next();
      let arrived: ManagementObject | null | 'said';
      do {
        arrived = await Promise.race([coming, running.said().then(() => 'said' as const)]);
        if (arrived === 'said') yield arrived;
      } while (arrived === 'said');
      if (arrived === null) return;
      yield arrived;
    }
  } finally {
    if (!(result instanceof Promise)) await result.return();
  }
}

async function audit(
  running: RunningCmdlet,
  cmdlet: Cmdlet,
  values: ReadonlyMap<string, ManagementValue>,
): Promise<void> {
  const isChange = isAudited(running.services.settings, cmdlet) && (!running.heldBack || running.object !== null);
  if (!isChange) return;
  const identity = values.get('Identity') ?? values.get('Name');
  try {
    await running.services.audit.record({
      caller: running.caller.name,
      cmdlet: cmdlet.name,
      objectModified: running.object ?? (typeof identity === 'string' ? identity : null),
      parameters: [...values].map(([name, value]) => {
        // A file may hold a private key.
        const isFile = cmdlet.parameters.find((parameter) => parameter.name === name)?.type.kind === 'bytes';
        return { name, value: isFile ? '(file)' : auditText(value) };
      }),
      modifiedProperties:
        running.services.settings.effective(adminAuditSettings).LogLevel === 'Verbose' ? running.modified : [],
      succeeded: running.firstError === null,
      error: running.firstError,
      originatingServer: running.services.server.name,
    });
  } catch (error) {
    running.services.log.error('audit entry not written', error, { cmdlet: cmdlet.name, caller: running.caller.name });
    running.warn({
      en: 'The administrator audit log could not be written; the operator’s log says why.',
      fr: 'Le journal d’audit de l’administrateur n’a pas pu être écrit ; le journal du serveur en donne la raison.',
    });
  }
}

function unexpected(running: RunningCmdlet, cmdlet: Cmdlet, error: unknown): CmdletError {
  running.services.log.error('cmdlet failed', error, { cmdlet: cmdlet.name, caller: running.caller.name });
  return new CmdletError({
    id: 'UnexpectedError',
    category: 'NotSpecified',
    exception: 'UnexpectedException',
    text: {
      en: `An unexpected error has occurred while ${cmdlet.name} ran; the server's log has the details.`,
      fr: `Une erreur inattendue s’est produite pendant l’exécution de ${cmdlet.name} ; le journal du serveur en donne le détail.`,
    },
  });
}

function unknownCmdlet(written: string, known: readonly string[]): CmdletError {
  const name = written.length > 100 ? `${written.slice(0, 100)}…` : written;
  const near = nearestName(name, known);
  return new CmdletError({
    id: 'CommandNotFoundException',
    category: 'ObjectNotFound',
    exception: 'CommandNotFoundException',
    target: name,
    text: {
      en: `The term '${name}' is not recognized as the name of a cmdlet.${near === null ? '' : ` Did you mean ${near}?`}`,
      fr: `Le terme « ${name} » n’est pas reconnu comme nom d’applet de commande.${near === null ? '' : ` Vouliez-vous dire ${near} ?`}`,
    },
  });
}
