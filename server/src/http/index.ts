export type { Caller, LocalCaller, SignedInCaller } from './caller.ts';
export { isAdministrator, localCaller } from './caller.ts';
export type { HttpContext, HttpDependencies, HttpRoutes } from './http-context.ts';
export { HttpRefusal } from './refusal.ts';
export { createWebService, type WebService, type WebServiceOptions } from './web-service.ts';
export type { WebApplication } from './static-files.ts';
