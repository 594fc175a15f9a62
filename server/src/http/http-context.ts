import type { CmdletHost, Language } from '@relais/management-contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Automation } from '../domain/automation/open-automation.ts';
import type { ReceiveConnectors } from '../domain/configuration/receive-connectors.ts';
import type { SettingsStore } from '../domain/configuration/settings-store.ts';
import type { Directory, Mailbox } from '../domain/directory/directory.ts';
import type { MailStore } from '../domain/mail/account-store.ts';
import type { Clock } from '../platform/clock/clock.ts';
import type { Log } from '../platform/log/log.ts';
import type { Metrics } from '../platform/metrics/metrics.ts';
import type { Certificates } from '../platform/tls/certificates.ts';
import type { LiveSessions } from '../services/admission/live-sessions.ts';
import type { Authenticator } from '../services/authentication/authenticator.ts';
import type { Identity } from '../services/authentication/identity.ts';
import type { Tickets } from '../services/authentication/tickets.ts';
import type { Delivery } from '../services/delivery/delivery.ts';
import type { Caller, SignedInCaller } from './caller.ts';
import type { PendingSignIn } from './sign-in/second-factor-routes.ts';
import type { SignInSessions } from './sign-in/sign-in-sessions.ts';

/** What the composition root hands to the web service; what only some routes need is closed over by their module. */
export interface HttpDependencies {
  /** `CAS01`. */
  readonly serverName: string;
  readonly directory: Directory;
  readonly settings: SettingsStore;
  readonly receiveConnectors: ReceiveConnectors;
  readonly authenticator: Authenticator;
  readonly identity: Identity;
  readonly mail: MailStore;
  readonly delivery: Delivery;
  /** Inbox rules and automatic replies (domain/automation). */
  readonly automation: Automation;
  readonly liveSessions: LiveSessions;
  readonly certificates: Certificates;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly clock: Clock;
  /** Notes in the administrator audit log what a person did to his own account, under the nearest cmdlet's name. */
  audit(caller: Caller, action: string, mailbox: Mailbox, parameters: Readonly<Record<string, string>>): Promise<void>;
  /** The cmdlets that this caller may use; cheap, made for each request. */
  cmdletHostFor(caller: Caller): CmdletHost;
}

/** What a route gets. */
export interface HttpContext extends HttpDependencies {
  readonly signInSessions: SignInSessions;
  /** Sign-ins between the password and the second factor. */
  readonly pendingSignIns: Tickets<PendingSignIn>;
  /**
   * Who sends this request: the local socket, a session cookie, or (only where `basic` is true) a mail program by Basic,
   * with an app password of scope JMAP or a password.
   * A state-changing request by cookie must also carry its CSRF token. Touches the session's idle limit.
   * @throws HttpRefusal 401 when nobody is signed in, 403 when the CSRF token is missing or wrong, 429 when throttled.
   */
  callerOf(request: FastifyRequest, options?: { readonly basic?: boolean }): Promise<Caller>;
  /**
   * `callerOf` for pages of a mailbox's owner. `enrolling`: also for somebody who must add a second factor first.
   * `alsoWithoutWebmail`: what the admin center offers of one's own account too, and therefore `enrolling`.
   * @throws HttpRefusal 401 also for the local caller, who has no mailbox; 403 where webmail is closed to the mailbox.
   */
  userOf(
    request: FastifyRequest,
    options?: { readonly enrolling?: boolean; readonly alsoWithoutWebmail?: boolean },
  ): Promise<SignedInCaller>;
  /** `callerOf` for the admin API; Basic and access tokens allowed. @throws HttpRefusal 403 when the caller holds no role group. */
  administratorOf(request: FastifyRequest): Promise<Caller>;
  /** The request's `Accept-Language`, else the mailbox's setting, else English. */
  languageOf(request: FastifyRequest, caller?: Caller): Language;
  /** Numeric; `local` on the Unix socket. */
  remoteAddressOf(request: FastifyRequest): string;
}

/**
 * A group of routes; adds them to the one application that every listener serves. Refuse by throwing `HttpRefusal`
 * (http/refusal.ts): it is answered as JSON in the caller's language.
 */
export type HttpRoutes = (app: FastifyInstance, context: HttpContext) => void;
