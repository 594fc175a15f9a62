import type { Language } from '@relais/management-contract';

/** What InvokeCommand answers, in the shape of reference §7.3. */
export const answerSchemas = {
  Rows: {
    type: 'object',
    required: ['value'],
    properties: {
      '@odata.context': { type: 'string' },
      value: { type: 'array', items: { type: 'object' } },
      '@odata.nextLink': { type: 'string', format: 'uri' },
      '@adminapi.warnings': { type: 'array', items: { type: 'string' } },
      '@adminapi.errors': { type: 'array', items: { $ref: '#/components/schemas/ErrorRecord' } },
    },
  },
  Error: {
    type: 'object',
    required: ['error'],
    properties: {
      error: {
        type: 'object',
        required: ['code', 'message'],
        properties: {
          code: { type: 'string', examples: ['NotFound', 'ConfirmationRequired'] },
          message: { type: 'string' },
          details: {
            type: 'array',
            items: {
              type: 'object',
              properties: {
                code: { type: 'string', const: 'Context' },
                target: { type: 'string' },
                message: {
                  type: 'string',
                  examples: ['Ex6F9304|Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException|…'],
                },
              },
            },
          },
          innererror: { $ref: '#/components/schemas/ErrorRecord' },
        },
      },
    },
  },
  ErrorRecord: {
    type: 'object',
    required: ['id', 'category', 'message', 'activity'],
    properties: {
      id: { type: 'string' },
      category: { type: 'string' },
      message: { type: 'string' },
      activity: { type: 'string' },
      target: { type: 'string' },
      parameter: { type: 'string' },
      exception: { type: 'string' },
      recommendation: { type: 'string' },
    },
  },
  /** `@{Add=…;Remove=…}`. */
  ListChange: {
    type: 'object',
    properties: {
      '@odata.type': { type: 'string', const: '#Exchange.GenericHashTable' },
      Add: { type: 'array', items: {} },
      Remove: { type: 'array', items: {} },
    },
  },
} as const;

export function rowsAnswer(language: Language): object {
  return {
    description:
      language === 'fr'
        ? 'Les lignes ; la suite derrière @odata.nextLink.'
        : 'The rows; the rest is behind @odata.nextLink.',
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Rows' } } },
  };
}

const reasons = {
  400: ['A parameter is missing, unknown or not valid.', 'Un paramètre manque, est inconnu ou non valable.'],
  401: ['Nobody is signed in, or the token has ended.', 'Personne n’est connecté, ou le jeton est expiré.'],
  403: ['The roles of the caller do not allow it.', 'Les rôles de l’appelant ne le permettent pas.'],
  404: [
    'There is no such object, cmdlet or organisation.',
    'Cet objet, cette applet ou cette organisation n’existe pas.',
  ],
  409: [
    'It is there already, contradicts another setting, or asks to be confirmed (Confirm: false).',
    'Cela existe déjà, contredit un autre paramètre, ou demande confirmation (Confirm: false).',
  ],
  429: ['Too many attempts to sign in.', 'Trop de tentatives de connexion.'],
  500: ['A fault of the server; its log has the details.', 'Une erreur du serveur ; son journal la détaille.'],
} as const;

/** The refusals, by status. */
export function failures(language: Language): object {
  return Object.fromEntries(
    Object.entries(reasons).map(([status, [en, fr]]) => [
      status,
      {
        description: language === 'fr' ? fr : en,
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    ]),
  );
}
