import type { LocalisedText } from '@relais/management-contract';
import { describeSession } from '../../session-consequences.ts';
import type { NamedService } from './find-services.ts';

/** Whom stopping or restarting a service disconnects: the number first, then up to 20 of them. */
export function sessionNotice({ name, service }: NamedService, comesBack: boolean): readonly LocalisedText[] {
  const sessions = service.sessions();
  if (sessions.length === 0) return [];
  const first: LocalisedText = comesBack
    ? {
        en: `${name}: ${sessions.length} live session(s) will be closed; clients connect again by themselves.`,
        fr: `${name} : ${sessions.length} session(s) en cours seront fermées ; les clients se reconnectent d’eux-mêmes.`,
      }
    : {
        en: `${name}: ${sessions.length} live session(s) will be closed.`,
        fr: `${name} : ${sessions.length} session(s) en cours seront fermées.`,
      };
  return [first, ...sessions.slice(0, 20).map(describeSession)];
}
