import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { test } from 'node:test';
import Fastify, { type FastifyInstance, type FastifySchema, type RouteOptions } from 'fastify';
import { validatorOptions } from '../../server/src/http/route-validators.ts';
import { startServer } from '../support/server.ts';

test('the schema of every route of a server compiles, though a server waits for its first request', async (t) => {
  const schemas = new Map<string, FastifySchema>();
  const note = (message: unknown): void => {
    const { fastify } = message as { fastify: FastifyInstance };
    fastify.addHook('onRoute', ({ method, url, schema }: RouteOptions) => {
      if (schema !== undefined) schemas.set(`${method} ${url}`, schema);
    });
  };
  subscribe('fastify.initialization', note);
  const server = await startServer(t).finally(() => unsubscribe('fastify.initialization', note));
  assert.ok(schemas.size >= 10, `only ${[...schemas.keys()].join(', ')}`);
  for (const [route, schema] of schemas) await assert.doesNotReject(compiled(schema), route);
  // What would not compile is told.
  await assert.rejects(compiled({ body: { type: 'objct' } }));
  await assert.rejects(compiled({ body: { type: 'object', propertees: {} } }));
  await server.stop();
});

/** Fastify alone compiles as it begins. */
async function compiled(schema: FastifySchema): Promise<void> {
  const app = Fastify({ ajv: { customOptions: validatorOptions } });
  app.post('/:id', { schema }, () => null);
  await app.ready();
  await app.close();
}
