import type { CmdletHost, ManagementObject, ManagementValue, SecureText } from '@relais/management-contract';
import { type CmdletContext, defineCmdlet } from '../../engine/cmdlet.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import { createCmdletHost } from '../../engine/create-cmdlet-host.ts';
import {
  type Configuration,
  configurationRelations,
  currentConfiguration,
  isEmptyPart,
  namedParts,
  namesRecipients,
  type Plain,
  type PlainPart,
  singleParts,
} from './configuration-parts.ts';
import {
  changedBy,
  currentRecipients,
  recipientParts,
  relationCmdlets,
  withRecipients,
} from './configuration-recipients.ts';

const bypass = 'BypassSecurityGroupManagerCheck';

/** One cmdlet that makes the difference. */
interface Step {
  readonly cmdlet: string;
  readonly parameters: Readonly<Record<string, ManagementValue>>;
  readonly target: string;
}

export const importRelaisConfiguration = defineCmdlet({
  name: 'Import-RelaisConfiguration',
  synopsis: {
    en: 'Makes settings, domains and connectors what a JSON text of Export-RelaisConfiguration says.',
    fr: 'Rend paramètres, domaines et connecteurs conformes à un texte JSON d’Export-RelaisConfiguration.',
  },
  description: {
    en: 'Only differences are set, each by its own cmdlet with its checks, its rights and its audit entry. What the text does not name stays; only role assignments that it says were taken away are removed.',
    fr: 'Seules les différences sont modifiées, chacune par sa propre applet avec ses contrôles, ses droits et son audit. Ce que le texte ne nomme pas reste ; seules sont supprimées les affectations de rôles qu’il dit retirées.',
  },
  parameters: [
    {
      name: 'Json',
      type: { kind: 'string', maxLength: 4_000_000, lines: true },
      mandatory: true,
      position: 1,
      pipeline: 'both',
      help: { en: 'The text: (Get-Content relais.json -Raw).', fr: 'Le texte : (Get-Content relais.json -Raw).' },
    },
    {
      name: 'Password',
      type: { kind: 'secure' },
      help: {
        en: 'The first password of mailboxes that are made, for the text has none. Without it only shared ones are made.',
        fr: 'Le premier mot de passe des boîtes créées, car le texte n’en contient pas. Sans lui, seules les boîtes partagées sont créées.',
      },
    },
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Import-RelaisConfiguration (Get-Content relais.json -Raw) -WhatIf',
      explanation: { en: 'What would change.', fr: 'Ce qui changerait.' },
    },
  ],
  defaultColumns: ['Cmdlet', 'Target', 'Changed', 'Result', 'Error'],
  roles: ['Organization Configuration'],
  async *run(context, parameters) {
    const { services, caller, cmdlets } = context;
    const wanted = read(parameters.get<string>('Json') ?? '');
    const host = createCmdletHost({ caller, services, cmdlets, language: context.language });
    const described = new Map((await host.describe()).map((cmdlet) => [cmdlet.name, cmdlet]));
    const own = await currentConfiguration(host, services.server.name, services.clock.now());
    const hasPeople = relationCmdlets.some((cmdlet) => wanted.relations?.[cmdlet] !== undefined);
    const current = hasPeople ? withRecipients(own, await currentRecipients({ host, described, services })) : own;
    const takes = new Map(
      [...described].map(([name, { parameters: all }]) => [name, new Set(all.map((one) => one.name))]),
    );
    const password = parameters.get<SecureText>('Password');
    const steps = differences(current, wanted, takes, password);
    if (steps.length === 0) {
      context.warn({ en: 'Everything is as the text says already.', fr: 'Tout est déjà conforme au texte.' });
      return;
    }
    for (const [index, step] of steps.entries()) {
      const names = Object.keys(step.parameters).filter(
        (name) => !['Identity', 'Name', 'LogName', 'Password', bypass].includes(name),
      );
      const shown = names.map((name) => `${name} = ${JSON.stringify(step.parameters[name])}`).join('; ');
      const action = { en: `${step.cmdlet} ${step.target}: ${shown}`, fr: `${step.cmdlet} ${step.target} : ${shown}` };
      if (!context.shouldProcess(action)) continue;
      context.progress(
        { en: 'Importing the configuration', fr: 'Importation de la configuration' },
        step.cmdlet,
        Math.round((index / steps.length) * 100),
      );
      const error = await run(context, host, step);
      const object: ManagementObject = {
        Cmdlet: step.cmdlet,
        Target: step.target,
        Changed: names,
        Result: error === null ? 'Done' : 'Failed',
        Error: error ?? '',
      };
      yield object;
    }
    context.changed('RelaisConfiguration');
  },
});

async function run(context: CmdletContext, host: CmdletHost, { cmdlet, parameters }: Step): Promise<string | null> {
  let error: string | null = null;
  for await (const record of host.invoke({ cmdlet, parameters: { ...parameters, Confirm: false } }, context.signal)) {
    if (record.kind === 'warning') context.warn({ en: record.text, fr: record.text });
    if (record.kind === 'error') error ??= record.error.message;
  }
  return error;
}

/** `takes`: the parameters of each cmdlet. */
function differences(
  current: Configuration,
  wanted: Configuration,
  takes: ReadonlyMap<string, ReadonlySet<string>>,
  password: SecureText | undefined,
): readonly Step[] {
  const steps: Step[] = [];
  /** What refers to others comes when all are made. */
  const later: Step[] = [];
  const last: Step[] = [];
  for (const { noun, changedBy: set } of singleParts) {
    const change = changed(current.settings[noun], wanted.settings[noun]);
    if (change !== null) steps.push({ ...set, parameters: { ...set.parameters, ...change }, target: noun });
  }
  for (const { noun, key } of namedParts) {
    const isRule = namesRecipients.has(noun);
    const into = isRule ? last : steps;
    const set = (name: string, properties: readonly (readonly [string, Plain])[]): void => {
      // Of rules a cmdlet of its own says so.
      const switched = isRule ? properties.find(([property]) => property === 'Enabled') : undefined;
      if (switched !== undefined) {
        const cmdlet = `${switched[1] === true ? 'Enable' : 'Disable'}-${noun}`;
        into.push({ cmdlet, parameters: { Identity: name }, target: name });
      }
      const rest = properties.filter((one) => one !== switched);
      for (const [some, there] of [
        [rest.filter(([property]) => !isReference(property)), into],
        [rest.filter(([property]) => isReference(property)), last],
      ] as const)
        if (some.length > 0)
          there.push({
            cmdlet: `Set-${noun}`,
            parameters: { Identity: name, ...Object.fromEntries(some) },
            target: name,
          });
    };
    for (const part of wanted.objects[noun] ?? []) {
      const name = String(part[key]);
      const known = (current.objects[noun] ?? []).find((one) => String(one[key]).toLowerCase() === name.toLowerCase());
      if (known !== undefined) {
        set(name, Object.entries(changed(known, part) ?? {}));
        continue;
      }
      const given = Object.entries(part).filter(([property, value]) =>
        isRule ? !isEmptyPart(value) && (value !== false || property === 'Enabled') : value !== null && value !== '',
      );
      const isTaken = ([property]: readonly [string, Plain]): boolean =>
        takes.get(`New-${noun}`)?.has(property) === true && (isRule || !isReference(property));
      into.push({ cmdlet: `New-${noun}`, parameters: Object.fromEntries(given.filter(isTaken)), target: name });
      // What New- does not take is set afterwards.
      set(
        name,
        given.filter((one) => !isTaken(one)),
      );
    }
  }
  for (const { noun, makes } of recipientParts) {
    const known = new Map((current.objects[noun] ?? []).map((one) => [String(one.Name).toLowerCase(), one]));
    for (const { Name, ...part } of wanted.objects[noun] ?? []) {
      const name = String(Name);
      const now = known.get(name.toLowerCase());
      if (now === undefined && makes) {
        const primary = primaryAddress(part.EmailAddresses);
        const made = Object.entries({ ...part, ...(primary === null ? {} : { PrimarySmtpAddress: primary }) });
        const first = made.filter(
          ([property]) => takes.get(`New-${noun}`)?.has(property) === true && !isReference(property),
        );
        const secret: Readonly<Record<string, ManagementValue>> =
          noun === 'Mailbox' && part.Shared !== true && password !== undefined ? { Password: password } : {};
        steps.push({
          cmdlet: `New-${noun}`,
          parameters: { Name: name, ...Object.fromEntries(first), ...secret },
          target: name,
        });
      }
      const done = now ?? Object.fromEntries(Object.entries(part).filter(([property]) => property === 'Shared'));
      const change = Object.entries(part).filter(
        ([property, value]) =>
          JSON.stringify(done[property] ?? null) !== JSON.stringify(value) &&
          takes.get(`Set-${noun}`)?.has(property) === true,
      );
      if (change.length > 0)
        later.push({
          cmdlet: `Set-${noun}`,
          parameters: { Identity: name, ...Object.fromEntries(change) },
          target: name,
        });
    }
  }
  for (const cmdlet of [...configurationRelations, ...relationCmdlets]) {
    const there = new Map((current.relations?.[cmdlet] ?? []).map((row) => [identityOf(cmdlet, row), row]));
    for (const row of wanted.relations?.[cmdlet] ?? []) {
      const target = String(row.Identity ?? row.Mailbox ?? row.Name);
      const known = there.get(identityOf(cmdlet, row));
      if (known === undefined) {
        later.push({ cmdlet, parameters: row, target });
        continue;
      }
      const set = changedBy[cmdlet] ?? '';
      const change = changedRow(known, row).filter(([name]) => takes.get(set)?.has(name) === true);
      if (change.length === 0) continue;
      const which = { Identity: row.Name ?? null, ...(row.Mailbox === undefined ? {} : { Mailbox: row.Mailbox }) };
      later.push({ cmdlet: set, parameters: { ...which, ...Object.fromEntries(change) }, target });
    }
  }
  // Groups with managers of their own: whoever imports may change them all the same.
  return [...steps, ...later, ...last].map((step) =>
    takes.get(step.cmdlet)?.has(bypass) === true
      ? { ...step, parameters: { ...step.parameters, [bypass]: true } }
      : step,
  );
}

/** What is made has a name; the rest is what it says. */
function identityOf(cmdlet: string, row: PlainPart): string {
  const said = cmdlet.startsWith('New-') ? [row.Mailbox ?? '', row.Name] : row;
  return JSON.stringify(said).toLowerCase();
}

/** What is to be said of it instead; what it no longer has is taken away. */
function changedRow(known: PlainPart, row: PlainPart): readonly (readonly [string, Plain])[] {
  const gone = Object.keys(known).filter((name) => !(name in row));
  return [
    ...Object.entries(row).filter(([name, value]) => JSON.stringify(known[name]) !== JSON.stringify(value)),
    ...gone.map((name) => [name, typeof known[name] === 'boolean' ? false : null] as const),
  ];
}

/** Parameters that name other recipients, who may not be there yet. */
function isReference(property: string): boolean {
  return /^(CatchAllRecipientID|ManagedBy|Members|GrantSendOnBehalfTo|ForwardingAddress|AcceptMessages|RejectMessages)/.test(
    property,
  );
}

function primaryAddress(addresses: Plain | undefined): string | null {
  const primary = Array.isArray(addresses) ? addresses.find((one) => String(one).startsWith('SMTP:')) : undefined;
  return primary === undefined ? null : String(primary).slice('SMTP:'.length);
}

/** What differs, of what both have: what this version does not have is left alone. */
function changed(now: PlainPart | undefined, wanted: PlainPart | undefined): PlainPart | null {
  const entries = Object.entries(wanted ?? {}).filter(
    ([name, value]) => now !== undefined && name in now && JSON.stringify(now[name]) !== JSON.stringify(value),
  );
  return entries.length === 0 ? null : Object.fromEntries(entries);
}

function read(json: string): Configuration {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw refused('it is not JSON', 'ce n’est pas du JSON');
  }
  const isPart = (part: unknown): part is Record<string, Plain> =>
    typeof part === 'object' && part !== null && !Array.isArray(part);
  if (!isPart(value) || value.version !== 1) throw refused('"version": 1 is missing', 'il manque « "version": 1 »');
  const { settings, objects, relations = {} } = value as Record<string, unknown>;
  if (!isPart(settings) || !Object.values(settings).every(isPart))
    throw refused('"settings" is missing', 'il manque « "settings" »');
  if (!isPart(objects) || !Object.values(objects).every((list) => Array.isArray(list) && list.every(isPart)))
    throw refused('"objects" is missing', 'il manque « "objects" »');
  if (!isPart(relations) || !Object.values(relations).every((list) => Array.isArray(list) && list.every(isPart)))
    throw refused('"relations" is no list of calls', '« "relations" » n’est pas une liste d’appels');
  return value as unknown as Configuration;
}

function refused(en: string, fr: string): CmdletError {
  return new CmdletError({
    id: 'InvalidConfiguration',
    category: 'InvalidData',
    exception: 'ParsingException',
    parameter: 'Json',
    text: {
      en: `The text is no configuration of Export-RelaisConfiguration: ${en}.`,
      fr: `Le texte n’est pas une configuration d’Export-RelaisConfiguration : ${fr}.`,
    },
  });
}
