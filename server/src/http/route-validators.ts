import type { FastifyServerOptions } from 'fastify';

type AjvOptions = NonNullable<FastifyServerOptions['ajv']>;
type OnCreate = NonNullable<AjvOptions['onCreate']>;

/** The routes' schemas are the program's own: to check them, each start would compile the schema of schemas. */
export const validatorOptions = {
  coerceTypes: 'array',
  removeAdditional: false,
  validateSchema: false,
} as const satisfies AjvOptions['customOptions'];

/**
 * A schema is compiled when its route is first asked for. Compiling all of them was a sixth of a start and 9 MB
 * (docs/decisions/0210). That every schema compiles is the claim of test/services/route-schemas.test.ts.
 */
export const compileWhenAsked: OnCreate = (ajv) => {
  const compile = ajv.compile.bind(ajv);
  ajv.compile = ((schema: Parameters<typeof compile>[0]) => {
    let compiled: ReturnType<typeof compile> | null = null;
    // Fastify reads `errors` of the function that it calls.
    const validate = (data: unknown): unknown => {
      compiled ??= compile(schema);
      const isValid = compiled(data);
      validate.errors = compiled.errors;
      return isValid;
    };
    validate.errors = null as ReturnType<typeof compile>['errors'];
    return validate;
  }) as typeof ajv.compile;
};
