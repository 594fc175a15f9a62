import type { CmdletDescription } from '@relais/management-contract';
import type { HttpRoutes } from '../http-context.ts';
import { openApi } from './openapi.ts';
import { checkOrganisation } from './organisation.ts';

const completeQuery = {
  type: 'object',
  required: ['cmdlet', 'parameter'],
  properties: {
    cmdlet: { type: 'string', maxLength: 200 },
    parameter: { type: 'string', maxLength: 200 },
    prefix: { type: 'string', maxLength: 500 },
  },
} as const;

const outsideBody = {
  type: 'object',
  required: ['recipients'],
  properties: {
    recipients: { type: 'array', maxItems: 500, items: { type: 'string', maxLength: 1000 } },
  },
} as const;

/** What the caller may call, on whom, and values that complete what he types. */
export const discovery: HttpRoutes = (app, context) => {
  const names = (): string[] => [
    context.directory.organizationName,
    ...context.directory.acceptedDomains().map((domain) => domain.domainName),
  ];

  app.get<{ Params: { organisation: string } }>('/adminapi/beta/:organisation/Cmdlets', async (request) => {
    const caller = await context.administratorOf(request);
    checkOrganisation(request.params.organisation, names());
    const host = context.cmdletHostFor(caller);
    const scopes = host.writeScopes?.() ?? [];
    return { ...(scopes.length > 0 && { '@adminapi.writeScopes': scopes }), value: await host.describe() };
  });

  app.get<{ Params: { organisation: string }; Querystring: { cmdlet: string; parameter: string; prefix?: string } }>(
    '/adminapi/beta/:organisation/Complete',
    { schema: { querystring: completeQuery } },
    async (request) => {
      const caller = await context.administratorOf(request);
      checkOrganisation(request.params.organisation, names());
      const { cmdlet, parameter, prefix = '' } = request.query;
      return { value: (await context.cmdletHostFor(caller).complete?.(cmdlet, parameter, prefix)) ?? [] };
    },
  );

  // As a POST: a selection of hundreds of addresses is too long for a URL.
  app.post<{ Params: { organisation: string }; Body: { recipients: readonly string[] } }>(
    '/adminapi/beta/:organisation/OutsideWriteScope',
    { schema: { body: outsideBody } },
    async (request) => {
      const caller = await context.administratorOf(request);
      checkOrganisation(request.params.organisation, names());
      return { value: context.cmdletHostFor(caller).outsideWriteScope?.(request.body.recipients) ?? [] };
    },
  );

  app.get('/openapi.json', async (request) => {
    const caller = await context.administratorOf(request);
    const cmdlets: readonly CmdletDescription[] = await context.cmdletHostFor(caller).describe();
    return openApi(cmdlets, context.languageOf(request, caller));
  });
};
