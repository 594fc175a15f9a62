import type { LocalisedText, ManagementObject } from '@relais/management-contract';
import { textIn } from '@relais/management-contract';
import { asciiDomain } from '../../../domain/queue/address-space.ts';
import type { SendConnector } from '../../../domain/queue/send-connectors.ts';
import type { RouteAttempt, RouteStep } from '../../../services/relay/try-route.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { endingAfter, timeoutParameter } from '../connectivity/time-limit.ts';
import { findSendConnector, sendConnectorIdentity } from './find-send-connectors.ts';

const usualSeconds = 60;

export const testSendConnector = defineCmdlet({
  name: 'Test-SendConnector',
  synopsis: {
    en: 'Connects to the hosts that mail of a send connector goes to and says how far it comes; no mail is sent.',
    fr: 'Se connecte aux hôtes vers lesquels va le courrier d’un connecteur d’envoi et indique jusqu’où cela va ; aucun courrier n’est envoyé.',
  },
  description: {
    en: 'Every host in turn: its name, the connection, the greeting, STARTTLS with the certificate, and the sign-in, with all that the connector asks for and the domain demands (DANE, MTA-STS). It ends before MAIL. A connector that is disabled is tried too.',
    fr: 'Chaque hôte tour à tour : son nom, la connexion, l’accueil, STARTTLS avec le certificat et l’authentification, avec tout ce que le connecteur demande et que le domaine exige (DANE, MTA-STS). L’essai s’arrête avant MAIL. Un connecteur désactivé est essayé aussi.',
  },
  parameters: [
    { ...sendConnectorIdentity, mandatory: true },
    {
      name: 'Domain',
      type: { kind: 'string', maxLength: 255 },
      position: 2,
      help: {
        en: 'The domain of a recipient, whose mail exchangers are tried; for a connector without smart hosts.',
        fr: 'Le domaine d’un destinataire, dont les serveurs de messagerie sont essayés ; pour un connecteur sans hôte intelligent.',
      },
    },
    timeoutParameter(usualSeconds),
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: "Test-SendConnector 'To the provider' | Format-List",
      explanation: {
        en: 'Whether its smart hosts take our mail, and what they said.',
        fr: 'Si ses hôtes intelligents prennent notre courrier, et ce qu’ils ont dit.',
      },
    },
    {
      command: 'Test-SendConnector Internet -Domain fabrikam.com',
      explanation: {
        en: 'The mail exchangers of fabrikam.com.',
        fr: 'Les serveurs de messagerie de fabrikam.com.',
      },
    },
  ],
  defaultColumns: ['Host', 'EndPoint', 'Result', 'Encryption', 'Details'],
  roles: ['Send Connectors', 'Exchange Connectors'],
  async *run(context, given) {
    const { services } = context;
    const connector = findSendConnector(services, given.get<string>('Identity') ?? '');
    const domain = connector.DNSRoutingEnabled ? wantedDomain(connector, given.get<string>('Domain')) : null;
    const action = {
      en: `Testing the way of send connector "${connector.Name}".`,
      fr: `Test de la route du connecteur d’envoi « ${connector.Name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    const signal = endingAfter(context.signal, given.get<number>('Timeout') ?? usualSeconds);
    for await (const attempt of services.relay.tryRoute(connector, domain, signal))
      yield attemptObject(connector, attempt, (text) => textIn(text, context.language));
    if (signal.aborted && !context.signal.aborted)
      context.warn({
        en: 'The time is over: hosts that come later were not tried. Give more with -Timeout.',
        fr: 'Le temps est écoulé : les hôtes suivants n’ont pas été essayés. Accordez-en plus avec -Timeout.',
      });
  },
});

/** @throws CmdletError when a connector by DNS is not told for whom. */
function wantedDomain({ Name }: SendConnector, given: string | undefined): string {
  const written = given?.trim().replace(/^.*@/, '') ?? '';
  const domain = written.startsWith('[') ? written : asciiDomain(written);
  if (domain !== null && domain !== '') return domain.toLowerCase();
  throw new CmdletError({
    id: 'DomainRequired',
    category: 'InvalidArgument',
    exception: 'ArgumentException',
    parameter: 'Domain',
    text:
      written === ''
        ? {
            en: `"${Name}" sends to the mail exchangers of each domain; say which with -Domain, such as -Domain fabrikam.com.`,
            fr: `« ${Name} » envoie aux serveurs de messagerie de chaque domaine ; indiquez lequel avec -Domain, par exemple -Domain fabrikam.com.`,
          }
        : { en: `"${written}" is no domain.`, fr: `« ${written} » n’est pas un domaine.` },
  });
}

const failures: Readonly<Record<Exclude<RouteStep, 'ready'>, LocalisedText>> = {
  resolve: {
    en: 'The host cannot be found: check its name, and the DNS servers of this machine.',
    fr: 'L’hôte est introuvable : vérifiez son nom, et les serveurs DNS de cette machine.',
  },
  connect: {
    en: 'Nobody answers: check the host, the port, and firewalls on the way (many providers close port 25).',
    fr: 'Personne ne répond : vérifiez l’hôte, le port et les pare-feu en chemin (beaucoup de fournisseurs ferment le port 25).',
  },
  greeting: {
    en: 'The host answers and does not welcome this server.',
    fr: 'L’hôte répond et n’accepte pas ce serveur.',
  },
  tls: {
    en: 'TLS is demanded and does not come about: check -RequireTLS, -TlsAuthLevel and -TlsDomain, or the certificate of the host.',
    fr: 'TLS est exigé et n’aboutit pas : vérifiez -RequireTLS, -TlsAuthLevel et -TlsDomain, ou le certificat de l’hôte.',
  },
  'sign-in': {
    en: 'The host does not take the user name and password: check -AuthenticationCredential and -SmartHostAuthMechanism.',
    fr: 'L’hôte n’accepte pas le nom d’utilisateur et le mot de passe : vérifiez -AuthenticationCredential et -SmartHostAuthMechanism.',
  },
};
const ready: LocalisedText = {
  en: 'The host would take mail.',
  fr: 'L’hôte prendrait du courrier.',
};
const withoutTls: LocalisedText = {
  en: 'The host would take mail, in plain text: STARTTLS failed, and the connector does not demand it.',
  fr: 'L’hôte prendrait du courrier, en clair : STARTTLS a échoué, et le connecteur ne l’exige pas.',
};

function attemptObject(
  connector: SendConnector,
  attempt: RouteAttempt,
  say: (text: LocalisedText) => string,
): ManagementObject {
  const { address, step, reason } = attempt;
  const words = step === 'ready' ? (attempt.fellBack ? withoutTls : ready) : failures[step];
  return {
    Connector: connector.Name,
    Host: attempt.host,
    EndPoint: address === null ? '' : `${address.includes(':') ? `[${address}]` : address}:${attempt.port}`,
    Result: step === 'ready' ? (attempt.fellBack ? 'Warning' : 'Success') : 'Failure',
    /** Where it ended. */
    Step: step,
    Encryption: step === 'ready' ? (attempt.isSecure ? 'TLS' : 'None') : '',
    CertificateVerified: attempt.isVerified,
    SignIn: attempt.signedIn === null ? '' : attempt.signedIn ? 'Success' : 'Failure',
    Details: reason === null ? say(words) : `${say(words)} (${reason})`,
    Conversation: attempt.conversation,
    Identity: `${connector.Name}\\${attempt.host}`,
  };
}
