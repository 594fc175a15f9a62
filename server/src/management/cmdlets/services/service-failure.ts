import { CmdletError } from '../../engine/cmdlet-error.ts';
import type { NamedService } from './find-services.ts';

/** What a service throws is a sentence for the operator; it is passed on as it is. */
export async function orRefuse(
  verb: 'start' | 'stop' | 'restart',
  { name, displayName }: NamedService,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    const french = { start: 'démarrer', stop: 'arrêter', restart: 'redémarrer' }[verb];
    const reason = error instanceof Error ? error.message : String(error);
    throw new CmdletError({
      id: verb === 'stop' ? 'CouldNotStopService' : 'StartServiceFailed',
      category: 'ResourceUnavailable',
      exception: 'ServiceCommandException',
      target: name,
      text: {
        en: `Failed to ${verb} service '${displayName} (${name})': ${reason}`,
        fr: `Impossible de ${french} le service « ${displayName} (${name}) » : ${reason}`,
      },
    });
  }
}

export function refuseDisabled({ name, displayName }: NamedService): CmdletError {
  return new CmdletError({
    id: 'CouldNotStartService',
    category: 'InvalidOperation',
    exception: 'ServiceCommandException',
    target: name,
    text: {
      en: `Service '${displayName} (${name})' cannot be started because it is disabled. Enable it first: Set-Service ${name} -StartupType Automatic.`,
      fr: `Le service « ${displayName} (${name}) » ne peut pas démarrer car il est désactivé. Activez-le d’abord : Set-Service ${name} -StartupType Automatic.`,
    },
  });
}
