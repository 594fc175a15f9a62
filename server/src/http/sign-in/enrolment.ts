import type { Mailbox } from '../../domain/directory/directory.ts';
import { administersAnything } from '../../domain/permissions/direct-assignments.ts';
import type { Identity } from '../../services/authentication/identity.ts';
import { HttpRefusal } from '../refusal.ts';
import type { SignInSession } from './sign-in-sessions.ts';

/** Whether the organisation asks for a second factor that this session was not proved by (SecondFactorRequiredFor). */
export function mustEnrol(identity: Identity, mailbox: Mailbox, session: SignInSession | null): boolean {
  return isRequired(identity, mailbox) && session?.secondFactor !== true;
}

/** Whether the organisation asks it of this person. */
export function isRequired(identity: Identity, mailbox: Mailbox): boolean {
  const { SecondFactorRequiredFor: required } = identity.settings();
  return required === 'Everyone' || (required === 'Administrators' && administersAnything(mailbox));
}

export function enrolmentRefusal(): HttpRefusal {
  return new HttpRefusal(403, 'EnrolmentRequired', {
    en: 'The organisation asks for a second factor. Add one first: webmail, Options > Account > My account > Security.',
    fr: 'L’organisation exige un second facteur. Ajoutez-en un d’abord : messagerie web, Options > Compte > Mon compte > Sécurité.',
  });
}
