import type { FastifyInstance } from 'fastify';
import {
  type RegionalConfiguration,
  RegionalError,
  regionalChange,
  regionalConfigurationOf,
} from '../../domain/directory/regional-configuration.ts';
import type { HttpContext } from '../http-context.ts';
import { HttpRefusal } from '../refusal.ts';
import { regionalView } from '../sign-in/regional-view.ts';

const fields = {
  language: 'Language',
  timeZone: 'TimeZone',
  dateFormat: 'DateFormat',
  timeFormat: 'TimeFormat',
} as const satisfies Readonly<Record<keyof RegionalConfiguration, string>>;

/** `GET` and `POST /api/regional-settings`: what Set-MailboxRegionalConfiguration sets, of the caller's own mailbox. */
export function regionalSettings(app: FastifyInstance, context: HttpContext): void {
  app.get('/api/regional-settings', async (request) =>
    regionalView((await context.userOf(request, { alsoWithoutWebmail: true })).mailbox),
  );

  app.post('/api/regional-settings', async (request) => {
    const caller = await context.userOf(request, { alsoWithoutWebmail: true });
    const { mailbox } = caller;
    const asked = askedIn(request.body);
    const changed = await context.directory.updateMailbox(mailbox.guid, checkedChange(mailbox, asked));
    const now = regionalConfigurationOf(changed);
    const parameters = (Object.keys(asked) as (keyof RegionalConfiguration)[]).map((name) => [
      fields[name],
      now[name] ?? '$null',
    ]);
    await context.audit(caller, 'Set-MailboxRegionalConfiguration', mailbox, Object.fromEntries(parameters));
    return regionalView(changed);
  });
}

function checkedChange(mailbox: Parameters<typeof regionalChange>[0], asked: Partial<RegionalConfiguration>) {
  try {
    return regionalChange(mailbox, asked);
  } catch (cause) {
    if (!(cause instanceof RegionalError)) throw cause;
    throw new HttpRefusal(400, 'BadRequest', { en: cause.message, fr: cause.french });
  }
}

function askedIn(body: unknown): Partial<RegionalConfiguration> {
  const isGood =
    typeof body === 'object' &&
    body !== null &&
    Object.entries(body).every(
      ([name, value]) =>
        Object.hasOwn(fields, name) && (value === null || (typeof value === 'string' && value.length <= 64)),
    );
  if (isGood) return body as Partial<RegionalConfiguration>;
  throw new HttpRefusal(400, 'BadRequest', {
    en: 'Regional settings are language, timeZone, dateFormat and timeFormat: texts of at most 64 characters, or null.',
    fr: 'Les paramètres régionaux sont language, timeZone, dateFormat et timeFormat : des textes d’au plus 64 caractères, ou null.',
  });
}
