import {
  type CmdletCall,
  type CmdletHost,
  type ErrorRecord,
  type OutputRecord,
  type ParameterDescription,
  streamedRecords,
  streamedWithBytes,
} from '@relais/management-contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HttpRoutes } from '../http-context.ts';
import { knownSender } from '../large-bodies.ts';
import { checkOrganisation } from './organisation.ts';
import { outputLines } from './output-lines.ts';
import { restError } from './rest-error.ts';
import { parametersFromRest, selectProperties, toRest, withSecrets } from './rest-values.ts';

interface InvokeBody {
  readonly CmdletInput: { readonly CmdletName: string; readonly Parameters?: Record<string, unknown> | null };
}

interface InvokeQuery {
  readonly $select?: string;
  readonly $skiptoken?: string;
}

type InvokeRequest = FastifyRequest<{ Params: { organisation: string }; Body: InvokeBody; Querystring: InvokeQuery }>;

const bodySchema = {
  type: 'object',
  required: ['CmdletInput'],
  properties: {
    CmdletInput: {
      type: 'object',
      required: ['CmdletName'],
      properties: {
        CmdletName: { type: 'string', minLength: 1, maxLength: 200 },
        Parameters: { type: ['object', 'null'] },
      },
    },
  },
} as const;

const defaultPageSize = 1000;
const largestPageSize = 5000;

/** `POST /adminapi/beta/{organisation}/InvokeCommand` (reference §7.3): one cmdlet, its rows under `value`, or streamed. */
export const invokeCommand: HttpRoutes = (app, context) => {
  app.post<{ Params: { organisation: string }; Body: InvokeBody; Querystring: InvokeQuery }>(
    '/adminapi/beta/:organisation/InvokeCommand',
    { bodyLimit: 4 * 1024 * 1024, onRequest: knownSender(context.administratorOf), schema: { body: bodySchema } },
    async (request, reply) => {
      const caller = await context.administratorOf(request);
      checkOrganisation(request.params.organisation, [
        context.directory.organizationName,
        ...context.directory.acceptedDomains().map((domain) => domain.domainName),
      ]);
      const { CmdletName, Parameters } = request.body.CmdletInput;
      const host = context.cmdletHostFor(caller);
      const { accept = '' } = request.headers;
      const streams = accept.includes(streamedRecords);
      const given = parametersFromRest(Parameters ?? {});
      const call: CmdletCall = {
        cmdlet: CmdletName,
        // The shell and the admin center stream, and mark their secrets; what they send as text was typed as text.
        parameters: streams ? given : withSecrets(given, await parametersOf(host, CmdletName)),
        language: context.languageOf(request, caller),
      };
      const gone = new AbortController();
      reply.raw.once('close', () => gone.abort());
      const records = host.invoke(call, gone.signal);
      if (streams) {
        const select = selectedOf(request);
        const lines = outputLines(
          records,
          context.log,
          CmdletName,
          select === null ? null : (object) => selectProperties(object, select),
          accept.includes(streamedWithBytes) ? 'base64' : 'numbers',
        );
        return reply.type('application/x-ndjson; charset=utf-8').send(lines);
      }
      return sendPage(request, reply, records);
    },
  );
};

async function parametersOf(host: CmdletHost, cmdlet: string): Promise<readonly ParameterDescription[]> {
  const described = await host.describe();
  return described.find(({ name }) => name.toLowerCase() === cmdlet.toLowerCase())?.parameters ?? [];
}

/** One page of rows; the rest behind `@odata.nextLink`, to which the same body is posted again. */
async function sendPage(
  request: InvokeRequest,
  reply: FastifyReply,
  records: AsyncIterable<OutputRecord>,
): Promise<FastifyReply> {
  const select = selectedOf(request);
  const skip = Number(/^\d{1,9}$/.exec(request.query.$skiptoken ?? '')?.[0] ?? 0);
  const size = pageSize(request.headers.prefer);
  const value: object[] = [];
  const warnings: string[] = [];
  const errors: ErrorRecord[] = [];
  let seen = 0;
  let hasMore = false;
  for await (const record of records) {
    switch (record.kind) {
      case 'output':
        seen += 1;
        if (seen <= skip) break;
        if (value.length === size) hasMore = true;
        else value.push(toRest(selectProperties(record.object, select)) as object);
        break;
      case 'warning':
      case 'what-if':
        warnings.push(record.text);
        break;
      case 'error':
        if (record.terminating || record.error.category === 'PermissionDenied') return sendError(reply, record.error);
        errors.push(record.error);
        break;
      case 'confirm':
        return reply.code(409).send({
          error: { code: 'ConfirmationRequired', message: `${record.text} (Parameters: {"Confirm": false})` },
        });
      case 'verbose':
      case 'progress':
        break;
    }
    if (hasMore) break;
  }
  const [first] = errors;
  if (first !== undefined && value.length === 0) return sendError(reply, first);
  return reply.send({
    '@odata.context': `${request.protocol}://${request.host}/adminapi/beta/${request.params.organisation}/$metadata`,
    ...(warnings.length > 0 && { '@adminapi.warnings': warnings }),
    ...(errors.length > 0 && { '@adminapi.errors': errors }),
    value,
    ...(hasMore && { '@odata.nextLink': nextLink(request, skip + size) }),
  });
}

/** The properties that are asked for, both of pages and of lines; `null`: all. */
function selectedOf({ query }: InvokeRequest): readonly string[] | null {
  return query.$select === undefined ? null : query.$select.split(',').map((name) => name.trim());
}

function sendError(reply: FastifyReply, error: ErrorRecord): FastifyReply {
  const { status, body } = restError(error);
  return reply.code(status).send(body);
}

function pageSize(prefer: string | string[] | undefined): number {
  const asked = /odata\.maxpagesize=(\d{1,6})/i.exec(Array.isArray(prefer) ? prefer.join(',') : (prefer ?? ''))?.[1];
  return asked === undefined ? defaultPageSize : Math.min(largestPageSize, Math.max(1, Number(asked)));
}

function nextLink(request: InvokeRequest, skip: number): string {
  const link = new URL(request.url, `https://${request.host}`);
  link.searchParams.set('$skiptoken', String(skip));
  return link.href;
}
