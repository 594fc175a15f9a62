import type { ParameterDescription } from '@relais/management-contract';

export const serverIdentity: ParameterDescription = {
  name: 'Identity',
  type: { kind: 'identity', of: 'Server' },
  position: 1,
  pipeline: 'both',
  help: {
    en: 'The server, by name, FQDN, GUID or distinguished name.',
    fr: 'Le serveur, par son nom, FQDN, GUID ou nom unique.',
  },
};
