import { type CmdletDescription, type Language, type ParameterDescription, textIn } from '@relais/management-contract';

/** OpenAPI 3.1 of InvokeCommand, made from the cmdlets: each is one shape of `CmdletInput`. */
export function openApi(cmdlets: readonly CmdletDescription[], language: Language): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Relais administration',
      version: '1.0',
      description:
        language === 'fr'
          ? 'Chaque applet de commande est appelée par InvokeCommand, avec une session ou une authentification Basic.'
          : 'Every cmdlet is called through InvokeCommand, with a session or Basic sign-in.',
    },
    paths: {
      '/adminapi/beta/{organisation}/InvokeCommand': {
        post: {
          operationId: 'InvokeCommand',
          parameters: [
            { name: 'organisation', in: 'path', required: true, schema: { type: 'string', default: '-' } },
            { name: '$select', in: 'query', schema: { type: 'string' } },
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
          responses: {
            200: {
              description: 'OK',
              content: { 'application/json': { schema: { $ref: '#/components/schemas/Rows' } } },
            },
            default: {
              description: 'Error',
              content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
            },
          },
          security: [{ token: [] }, { basic: [] }, { session: [] }],
        },
      },
    },
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'An access token of New-AccessToken' },
        basic: { type: 'http', scheme: 'basic' },
        session: { type: 'apiKey', in: 'cookie', name: '__Host-relais-session' },
      },
      schemas: {
        Rows: {
          type: 'object',
          properties: {
            value: { type: 'array', items: { type: 'object' } },
            '@odata.nextLink': { type: 'string' },
            '@adminapi.warnings': { type: 'array', items: { type: 'string' } },
          },
        },
        Error: { type: 'object', properties: { error: { type: 'object' } } },
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
  const schema = parameter.list === true ? { oneOf: [one, { type: 'array', items: one }] } : one;
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
