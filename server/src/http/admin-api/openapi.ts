import { type CmdletDescription, type Language, type ParameterDescription, textIn } from '@relais/management-contract';
import { answerSchemas, failures, rowsAnswer } from './openapi-answers.ts';

const organisation = {
  name: 'organisation',
  in: 'path',
  required: true,
  schema: { type: 'string', default: '-' },
} as const;

/** OpenAPI 3.1 of InvokeCommand, made from the cmdlets that the caller may use: each is one shape of `CmdletInput`. */
export function openApi(cmdlets: readonly CmdletDescription[], language: Language): object {
  const say = (en: string, fr: string): string => (language === 'fr' ? fr : en);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Relais administration',
      version: '1.0',
      description: say(
        'Every cmdlet is called through InvokeCommand, with a token, a session or Basic sign-in.',
        'Chaque applet de commande est appelée par InvokeCommand, avec un jeton, une session ou une authentification Basic.',
      ),
    },
    security: [{ token: [] }, { basic: [] }, { session: [] }],
    paths: {
      '/adminapi/beta/{organisation}/InvokeCommand': {
        post: {
          operationId: 'InvokeCommand',
          summary: say('Runs one cmdlet.', 'Exécute une applet de commande.'),
          parameters: [
            organisation,
            {
              name: '$select',
              in: 'query',
              description: say(
                'Properties of the rows, separated by commas.',
                'Propriétés des lignes, séparées par des virgules.',
              ),
              schema: { type: 'string', examples: ['Name,PrimarySmtpAddress'] },
            },
            {
              name: '$skiptoken',
              in: 'query',
              description: say(
                'Where the next page begins; taken from @odata.nextLink, to which the same body is posted.',
                'Début de la page suivante ; vient de @odata.nextLink, où le même corps est envoyé.',
              ),
              schema: { type: 'string', pattern: '^[0-9]{1,9}$' },
            },
            {
              name: 'Prefer',
              in: 'header',
              description: say('Rows a page: 1 to 5000, otherwise 1000.', 'Lignes par page : 1 à 5000, sinon 1000.'),
              schema: { type: 'string', examples: ['odata.maxpagesize=1000'] },
            },
            {
              name: 'Accept-Language',
              in: 'header',
              description: say('Language of warnings and errors.', 'Langue des avertissements et des erreurs.'),
              schema: { type: 'string', examples: ['en', 'fr'] },
            },
          ],
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  required: ['CmdletInput'],
                  properties: {
                    CmdletInput: { oneOf: cmdlets.map(({ name }) => ({ $ref: `#/components/schemas/${name}` })) },
                  },
                },
              },
            },
          },
          responses: { 200: rowsAnswer(language), ...failures(language) },
        },
      },
      '/adminapi/beta/{organisation}/Cmdlets': {
        get: {
          operationId: 'Cmdlets',
          summary: say('The cmdlets that the caller may use, described.', 'Les applets que l’appelant peut utiliser.'),
          parameters: [organisation],
          responses: { 200: rowsAnswer(language), ...failures(language) },
        },
      },
    },
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: say(
            'An access token of New-AccessToken, with its role groups and its end.',
            'Un jeton de New-AccessToken, avec ses groupes de rôles et son terme.',
          ),
        },
        basic: { type: 'http', scheme: 'basic' },
        session: { type: 'apiKey', in: 'cookie', name: '__Host-relais-session' },
      },
      schemas: {
        ...answerSchemas,
        ...Object.fromEntries(cmdlets.map((cmdlet) => [cmdlet.name, cmdletSchema(cmdlet, language)])),
      },
    },
  };
}

function cmdletSchema(cmdlet: CmdletDescription, language: Language): object {
  const mandatory = cmdlet.parameters.filter((parameter) => parameter.mandatory === true).map(({ name }) => name);
  return {
    type: 'object',
    description: textIn(cmdlet.synopsis, language),
    required: ['CmdletName', ...(mandatory.length > 0 ? ['Parameters'] : [])],
    properties: {
      CmdletName: { const: cmdlet.name },
      Parameters: {
        type: 'object',
        required: mandatory,
        properties: Object.fromEntries(
          cmdlet.parameters.map((parameter) => [parameter.name, parameterSchema(parameter, language)]),
        ),
      },
    },
  };
}

function parameterSchema(parameter: ParameterDescription, language: Language): object {
  const one = valueSchema(parameter);
  const schema =
    parameter.list === true
      ? { anyOf: [one, { type: 'array', items: one }, { $ref: '#/components/schemas/ListChange' }] }
      : one;
  return {
    ...schema,
    description: textIn(parameter.help, language),
    ...(parameter.defaultText !== undefined && { 'x-default': parameter.defaultText }),
  };
}

function valueSchema({ type }: ParameterDescription): object {
  switch (type.kind) {
    case 'boolean':
    case 'switch':
      return { type: 'boolean' };
    case 'int':
      return {
        type: type.unlimited === true ? ['integer', 'string'] : 'integer',
        minimum: type.min,
        maximum: type.max,
      };
    case 'enum':
      return { type: 'string', enum: type.flags === true ? undefined : type.values.map(({ name }) => name) };
    case 'string':
      return { type: 'string', maxLength: type.maxLength, pattern: type.pattern };
    case 'timespan':
      return { type: 'string', examples: ['00:30:00'] };
    case 'bytesize':
      return { type: ['string', 'integer'], examples: ['36MB'] };
    case 'datetime':
      return { type: 'string', format: 'date-time' };
    case 'uri':
      return { type: 'string', format: 'uri' };
    case 'bytes':
      return { type: 'string', contentEncoding: 'base64' };
    case 'secure':
      return { type: 'string', format: 'password' };
    case 'credential':
    case 'object':
      return { type: 'object' };
    case 'identity':
    case 'binding':
    case 'connection-setting':
    case 'address-range':
    case 'script':
      return { type: 'string' };
  }
}
