import type { ParameterDescription } from '@relais/management-contract';
import type { TlsService } from '../../../platform/tls/certificates.ts';

/** Who may change certificates. */
export const certificateRoles = ['Exchange Server Certificates'];
export const certificateColumns = ['Thumbprint', 'Services', 'Subject'];

export const serverParameter: ParameterDescription = {
  name: 'Server',
  type: { kind: 'identity', of: 'Server' },
  help: { en: 'The server; this one when left out.', fr: 'Le serveur ; celui-ci par défaut.' },
};
export const thumbprintParameter: ParameterDescription = {
  name: 'Thumbprint',
  type: { kind: 'identity', of: 'Certificate' },
  mandatory: true,
  position: 1,
  pipeline: 'both',
  aliases: ['Identity'],
  help: { en: 'The certificate, by its SHA-1 thumbprint.', fr: 'Le certificat, par son empreinte SHA-1.' },
};
export const servicesParameter: ParameterDescription = {
  name: 'Services',
  type: {
    kind: 'enum',
    flags: true,
    values: [{ name: 'None' }, { name: 'IMAP' }, { name: 'POP' }, { name: 'SMTP' }, { name: 'IIS' }, { name: 'UM' }],
  },
  help: {
    en: 'The services that present it: IMAP, POP, SMTP, IIS. UM is accepted and without effect.',
    fr: 'Les services qui le présentent : IMAP, POP, SMTP, IIS. UM est accepté et sans effet.',
  },
};
export const friendlyNameParameter: ParameterDescription = {
  name: 'FriendlyName',
  type: {
    kind: 'string',
    maxLength: 64,
    pattern: '^[^\\p{Cc}]*$',
    patternText: { en: 'a name on one line', fr: 'un nom sur une seule ligne' },
  },
  help: {
    en: 'What people call it. One made here is called Microsoft Exchange when left out.',
    fr: 'Son nom pour les personnes. Un certificat créé ici s’appelle Microsoft Exchange par défaut.',
  },
};
export const exportableParameter: ParameterDescription = {
  name: 'PrivateKeyExportable',
  type: { kind: 'boolean' },
  withoutEffect: true,
  help: {
    en: 'Accepted and without effect: who owns the data directory has the key.',
    fr: 'Accepté et sans effet : le propriétaire du répertoire de données a la clé.',
  },
};

/** `-FileName` and `-RequestFile`: a path where the shell runs, which reads and writes it. */
export function fileParameter(
  name: 'FileName' | 'RequestFile',
  file: NonNullable<ParameterDescription['file']>,
  help: ParameterDescription['help'],
): ParameterDescription {
  return { name, type: { kind: 'string', maxLength: 1024 }, file, help };
}
export const binaryEncodedParameter: ParameterDescription = {
  name: 'BinaryEncoded',
  type: { kind: 'switch' },
  help: {
    en: 'A request in DER; PEM when left out. A certificate is always a PFX file in binary.',
    fr: 'Une demande en DER ; PEM par défaut. Un certificat est toujours un fichier PFX binaire.',
  },
};

/** What `-Services` names; UM is nothing here. */
export function tlsServices(value: unknown): readonly TlsService[] {
  const names =
    typeof value === 'object' && value !== null && 'names' in value ? (value.names as readonly string[]) : [];
  return names.filter((name): name is TlsService => ['IMAP', 'POP', 'SMTP', 'IIS'].includes(name));
}
