import type { ParameterDescription } from '@relais/management-contract';

/** What a role, a role group or a management scope is called. */
export const permissionName: ParameterDescription = {
  name: 'Name',
  type: {
    kind: 'string',
    maxLength: 64,
    pattern: '^[^\\\\*?\\r\\n]+$',
    patternText: { en: 'a name without \\, * and ?', fr: 'un nom sans \\, * ni ?' },
  },
  help: { en: 'Its name.', fr: 'Son nom.' },
};
