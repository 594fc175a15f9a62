import type { ParameterDescription } from '@relais/management-contract';

export const protocolParameter: ParameterDescription = {
  name: 'Protocol',
  type: {
    kind: 'enum',
    values: [{ name: 'IMAP4', alsoKnownAs: ['IMAP'] }, { name: 'POP3', alsoKnownAs: ['POP'] }, { name: 'SMTP' }],
  },
  help: { en: 'Of one protocol.', fr: "D'un protocole." },
};

export const userParameter: ParameterDescription = {
  name: 'User',
  type: { kind: 'string', maxLength: 320 },
  wildcards: true,
  help: {
    en: 'Of one user, by address; wildcards are taken.',
    fr: "D'un utilisateur, par adresse ; caractères génériques acceptés.",
  },
};

export const remoteAddressParameter: ParameterDescription = {
  name: 'RemoteAddress',
  type: { kind: 'string', maxLength: 64 },
  wildcards: true,
  help: { en: 'From one address; wildcards are taken.', fr: 'Depuis une adresse ; caractères génériques acceptés.' },
};
