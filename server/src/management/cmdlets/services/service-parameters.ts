import type { ParameterDescription } from '@relais/management-contract';

export const passThruParameter: ParameterDescription = {
  name: 'PassThru',
  type: { kind: 'switch' },
  help: { en: 'Puts the service out afterwards.', fr: 'Renvoie le service ensuite.' },
};

export const forceParameter: ParameterDescription = {
  name: 'Force',
  type: { kind: 'switch' },
  withoutEffect: true,
  help: { en: 'Accepted: no service here waits for another.', fr: 'Accepté : aucun service n’en attend un autre ici.' },
};
