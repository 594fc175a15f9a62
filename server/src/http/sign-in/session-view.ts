import { administersAnything } from '../../domain/permissions/direct-assignments.ts';
import { mustEnrol } from './enrolment.ts';
import type { HttpContext } from '../http-context.ts';
import { type RegionalView, regionalView } from './regional-view.ts';
import type { SignInSession } from './sign-in-sessions.ts';

/** What the applications know of who is signed in. */
export interface SessionView {
  readonly signedIn: true;
  readonly mailbox: {
    readonly displayName: string;
    readonly primarySmtpAddress: string;
    readonly userPrincipalName: string;
    /** The mailbox's own setting; `null`: the browser decides. */
    readonly language: 'en' | 'fr' | null;
    readonly regional: RegionalView;
  };
  readonly roleGroups: readonly string[];
  readonly isAdministrator: boolean;
  readonly csrfToken: string;
  readonly idleSeconds: number;
  readonly signedInAt: string;
  readonly serverName: string;
  readonly organisation: string;
  /** Proved by more than a password. */
  readonly secondFactor: boolean;
  /** Nothing may be done before a second factor is added (`/owa/options/account/my-account/security`). */
  readonly mustEnrol: boolean;
}

export function viewOf(session: SignInSession, context: HttpContext): SessionView {
  const mailbox = context.directory.findMailbox(session.mailbox);
  if (mailbox === null) throw new Error(`the mailbox ${session.mailbox} of a session that was just checked is gone`);
  return {
    signedIn: true,
    mailbox: {
      displayName: mailbox.displayName,
      primarySmtpAddress: mailbox.emailAddresses[0] ?? mailbox.userPrincipalName,
      userPrincipalName: mailbox.userPrincipalName,
      language: mailbox.language,
      regional: regionalView(mailbox),
    },
    roleGroups: mailbox.roleGroups,
    isAdministrator: administersAnything(mailbox),
    csrfToken: session.csrfToken,
    idleSeconds: Math.floor(context.signInSessions.idleMs / 1000),
    signedInAt: new Date(session.createdAt).toISOString(),
    serverName: context.serverName,
    organisation: context.directory.organizationName,
    secondFactor: session.secondFactor,
    mustEnrol: mustEnrol(context.identity, mailbox, session),
  };
}
