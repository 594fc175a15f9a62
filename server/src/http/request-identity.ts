import type { FastifyRequest } from 'fastify';
import { isAmong } from '../domain/configuration/address-range.ts';
import { owaSettings } from '../domain/configuration/owa-settings.ts';
import { webSettings } from '../domain/configuration/web-settings.ts';
import { directAssignmentsProperty } from '../domain/permissions/direct-assignments.ts';
import type { Door } from '../services/authentication/authenticator.ts';
import { type Caller, isAdministrator, localCaller, type SignedInCaller } from './caller.ts';
import { clientAddress } from './client-address.ts';
import type { HttpContext, HttpDependencies } from './http-context.ts';
import { passwordMark } from './password-mark.ts';
import { HttpRefusal } from './refusal.ts';
import { requestDoor } from './request-door.ts';
import { preferredLanguage } from './request-language.ts';
import { basicCredentials } from './sign-in/basic-credentials.ts';
import { clientOf } from './sign-in/begin-session.ts';
import { enrolmentRefusal, mustEnrol } from './sign-in/enrolment.ts';
import { freshTokens } from './sign-in/fresh-tokens.ts';
import { isSameOrigin } from './sign-in/same-origin.ts';
import { openPendingSignIns } from './sign-in/second-factor-routes.ts';
import { sessionTokenIn } from './sign-in/session-cookie.ts';
import { signInRefusal } from './sign-in/sign-in-refusal.ts';
import { fixedSignInLimits, isSameToken, SignInSessions } from './sign-in/sign-in-sessions.ts';

const readingMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

const notSignedIn = {
  en: 'Nobody is signed in, or the sign-in has ended. Sign in and try again.',
  fr: 'Personne n’est connecté, ou la session a pris fin. Connectez-vous et réessayez.',
};

/** The context of a running web service: its dependencies, the sign-in sessions, and who sends a request. */
export function createHttpContext(dependencies: HttpDependencies): HttpContext {
  const { directory, authenticator, clock, identity } = dependencies;
  const signInSessions = new SignInSessions(identity.credentials, clock, () => {
    const { WebSessionIdleTimeout, WebSessionLifetime } = identity.settings();
    return {
      ...fixedSignInLimits,
      idleMs: WebSessionIdleTimeout.milliseconds,
      absoluteMs: WebSessionLifetime.milliseconds,
    };
  });

  function remoteAddressOf(request: FastifyRequest): string {
    if (requestDoor(request.raw) === 'local') return localCaller.remoteAddress;
    const { WebProxyAddresses } = dependencies.settings.effective(webSettings);
    return clientAddress(request.raw, (address) => isAmong(address, WebProxyAddresses));
  }

  async function bySession(request: FastifyRequest, token: string): Promise<SignedInCaller> {
    const session = signInSessions.find(token);
    if (session === null) throw new HttpRefusal(401, 'NotSignedIn', notSignedIn);
    const mailbox = directory.findMailbox(session.mailbox);
    if (mailbox === null || !mailbox.enabled || (await passwordWasChanged(session.mailbox, session.passwordMark))) {
      await signInSessions.end(session.id);
      throw new HttpRefusal(401, 'NotSignedIn', notSignedIn);
    }
    if (!readingMethods.has(request.method)) {
      const given = request.headers['x-csrf-token'];
      if (typeof given !== 'string' || !isSameToken(given, session.csrfToken) || !isSameOrigin(request.headers)) {
        throw new HttpRefusal(403, 'CsrfTokenRequired', {
          en: 'The request carries no valid X-CSRF-Token header, so it may come from another site. Reload the page and try again.',
          fr: 'La requête ne porte pas d’en-tête X-CSRF-Token valide et peut donc venir d’un autre site. Rechargez la page et réessayez.',
        });
      }
    }
    const fresh = await signInSessions.rotateIfDue(session, token);
    if (fresh !== null) freshTokens.set(request.raw, fresh);
    const [primary = mailbox.userPrincipalName] = mailbox.emailAddresses;
    return {
      kind: 'session',
      name: primary,
      mailbox,
      roleGroups: mailbox.roleGroups,
      remoteAddress: remoteAddressOf(request),
      session,
    };
  }

  /** A changed password ends the sessions that were begun with the old one. */
  async function passwordWasChanged(guid: string, mark: string): Promise<boolean> {
    return passwordMark(await directory.passwordHash(guid)) !== mark;
  }

  async function byPassword(request: FastifyRequest, door: Door): Promise<SignedInCaller> {
    const credentials = basicCredentials(request.headers.authorization);
    if (credentials === null) throw new HttpRefusal(401, 'NotSignedIn', notSignedIn);
    if (door === 'jmap' && !dependencies.settings.effective(owaSettings).BasicAuthentication) {
      throw new HttpRefusal(403, 'Forbidden', {
        en: 'Programs may not use JMAP with a password here (Set-OwaVirtualDirectory -BasicAuthentication).',
        fr: 'Les programmes ne peuvent pas utiliser JMAP avec un mot de passe ici (Set-OwaVirtualDirectory -BasicAuthentication).',
      });
    }
    if (!isSameOrigin(request.headers)) {
      throw new HttpRefusal(403, 'Forbidden', {
        en: 'Credentials are not taken from the pages of another site.',
        fr: 'Les informations d’identification ne sont pas acceptées depuis les pages d’un autre site.',
      });
    }
    const remoteAddress = remoteAddressOf(request);
    const result = await authenticator.signIn({ ...credentials, door, remoteAddress, client: clientOf(request) });
    if (result.kind !== 'signed-in') throw signInRefusal(result);
    const { mailbox, credentialId } = result;
    const [primary = mailbox.userPrincipalName] = mailbox.emailAddresses;
    return {
      kind: 'basic',
      name: primary,
      mailbox,
      roleGroups: mailbox.roleGroups,
      remoteAddress,
      session: null,
      ...(credentialId === undefined ? {} : { appPassword: credentialId }),
    };
  }

  /** RFC 6750 §2.1. What the owner may no longer do, his token may not either. */
  function byToken(request: FastifyRequest, token: string): SignedInCaller {
    const remoteAddress = remoteAddressOf(request);
    const found = identity.accessTokens.check(token, { remoteAddress, client: clientOf(request) });
    const mailbox = found === null ? null : directory.findMailbox(found.mailbox);
    if (found === null || mailbox?.enabled !== true) {
      dependencies.log.warn('access-token-refused', { remoteAddress });
      throw new HttpRefusal(401, 'BadCredentials', {
        en: 'The access token is unknown, expired or revoked.',
        fr: 'Le jeton d’accès est inconnu, expiré ou révoqué.',
      });
    }
    const roleGroups = mailbox.roleGroups.filter((group) => found.roleGroups.includes(group));
    const [primary = mailbox.userPrincipalName] = mailbox.emailAddresses;
    // Roles of his own stay with the person: a token carries groups and nothing besides.
    const { [directAssignmentsProperty]: _, ...otherProperties } = mailbox.otherProperties;
    return {
      kind: 'token',
      name: primary,
      mailbox: { ...mailbox, roleGroups, otherProperties },
      roleGroups,
      remoteAddress,
      session: null,
    };
  }

  async function identify(request: FastifyRequest, basicDoor: Door | null): Promise<Caller> {
    if (requestDoor(request.raw) === 'local') return localCaller;
    const bearer = /^Bearer ([\w.~+/-]{1,500}=*)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (basicDoor === 'admin' && bearer !== undefined) return byToken(request, bearer);
    const token = sessionTokenIn(request.headers.cookie);
    if (basicDoor !== null && (token === null || request.headers.authorization !== undefined)) {
      return byPassword(request, basicDoor);
    }
    if (token === null) throw new HttpRefusal(401, 'NotSignedIn', notSignedIn);
    return bySession(request, token);
  }

  async function identified(request: FastifyRequest, basicDoor: Door | null, enrolling = false): Promise<Caller> {
    const caller = await identify(request, basicDoor);
    // A mail program cannot enrol anybody; its door has its own rule (AllowPasswordWithSecondFactor).
    if (!enrolling && !(caller.kind === 'basic' && basicDoor === 'jmap')) requireSecondFactor(caller);
    return caller;
  }

  /** @throws HttpRefusal 403 where the organisation asks for a second factor. A token was made by somebody who had one. */
  function requireSecondFactor(caller: Caller): void {
    if (caller.kind === 'local' || caller.kind === 'token') return;
    if (mustEnrol(identity, caller.mailbox, caller.session)) throw enrolmentRefusal();
  }

  const context: HttpContext = {
    ...dependencies,
    signInSessions,
    pendingSignIns: openPendingSignIns(clock),
    remoteAddressOf,
    callerOf: (request, options) => identified(request, options?.basic === true ? 'jmap' : null),
    userOf: async (request, options) => {
      const caller = await identified(request, null, options?.enrolling);
      if (caller.kind === 'local') throw new HttpRefusal(401, 'NotSignedIn', notSignedIn);
      // Anybody may sign in at the admin center, and a session may be older than Set-CASMailbox -OWAEnabled $false.
      const isOpen = caller.mailbox.owaEnabled || options?.enrolling === true || options?.alsoWithoutWebmail === true;
      if (!isOpen) throw signInRefusal({ kind: 'protocol-disabled' });
      return caller;
    },
    administratorOf: async (request) => {
      const caller = await identified(request, 'admin');
      if (!isAdministrator(caller)) {
        throw new HttpRefusal(403, 'Forbidden', {
          en: `${caller.name} is in no role group, so there is nothing to administer. An administrator can add the account (Add-RoleGroupMember).`,
          fr: `${caller.name} n’appartient à aucun groupe de rôles : il n’y a rien à administrer. Un administrateur peut ajouter le compte (Add-RoleGroupMember).`,
        });
      }
      return caller;
    },
    languageOf: (request, caller) =>
      preferredLanguage(request.headers['accept-language']) ?? caller?.mailbox?.language ?? 'en',
  };
  return context;
}
