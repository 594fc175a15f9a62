import { HttpRefusal } from '../refusal.ts';

/** `-` is the only organisation of this server; its name and its domains mean it too. @throws HttpRefusal 404 */
export function checkOrganisation(given: string, names: readonly string[]): void {
  if (given === '-' || names.some((name) => name.toLowerCase() === given.toLowerCase())) return;
  throw new HttpRefusal(404, 'NotFound', {
    en: `There is no organisation "${given.slice(0, 100)}" here; "-" means the only one.`,
    fr: `Il n’y a pas ici d’organisation « ${given.slice(0, 100)} » ; « - » désigne la seule.`,
  });
}
