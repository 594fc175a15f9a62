import type { ParameterDescription } from '@relais/management-contract';
import type { ThrottlingPolicyScope } from '../../../domain/configuration/throttling-policies.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { idle } from '../../idle-parameter.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { findNamed, matchNamed, nothingModified, refusedChange } from '../find-named.ts';
import {
  givenKept,
  givenLimits,
  keptParameters,
  limitParameters,
  policyIdentity,
  policyObject,
} from './throttling-parameters.ts';

const roles = ['Organization Configuration', 'Recipient Policies'];
const defaultColumns = ['Name', 'ThrottlingPolicyScope', 'ImapMaxConcurrency', 'PopMaxConcurrency', 'MessageRateLimit'];

const scopeParameter = (...scopes: readonly ThrottlingPolicyScope[]): ParameterDescription => ({
  name: 'ThrottlingPolicyScope',
  type: { kind: 'enum', values: scopes.map((name) => ({ name })) },
  help: {
    en: 'Regular: for the mailboxes that it is given to; Organization: for all others; Global: where neither says anything.',
    fr: 'Regular : pour les boîtes à qui elle est donnée ; Organization : pour toutes les autres ; Global : là où aucune ne dit rien.',
  },
});

export const getThrottlingPolicy = defineCmdlet({
  name: 'Get-ThrottlingPolicy',
  synopsis: { en: 'Shows throttling policies.', fr: 'Affiche les stratégies de limitation.' },
  description: {
    en: 'Limits are printed as they are in force: what a policy leaves open comes from the wider ones.',
    fr: 'Les limites sont affichées telles qu’elles valent : ce qu’une stratégie laisse ouvert vient des plus larges.',
  },
  parameters: [
    { ...policyIdentity, nullable: true, wildcards: true },
    scopeParameter('Regular', 'Organization', 'Global'),
    {
      name: 'Explicit',
      type: { kind: 'switch' },
      help: {
        en: 'Only what the policy says itself; the rest is empty.',
        fr: 'Seulement ce que dit la stratégie elle-même ; le reste est vide.',
      },
    },
    idle(
      'Diagnostics',
      { kind: 'switch' },
      { en: 'there is nothing more to show', fr: 'il n’y a rien de plus à montrer' },
      { silent: true },
    ),
    domainControllerParameter,
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-ThrottlingPolicy | Format-List Name,ThrottlingPolicyScope,*MaxConcurrency,*RateLimit',
      explanation: { en: 'Every policy with its limits.', fr: 'Chaque stratégie et ses limites.' },
    },
  ],
  defaultColumns,
  roles: [...roles, 'View-Only Configuration'],
  async *run({ services }, given) {
    const scope = given.get<ThrottlingPolicyScope>('ThrottlingPolicyScope');
    for (const policy of matchNamed(services, services.throttling, given.get<string | null>('Identity'))) {
      if (scope !== undefined && policy.scope !== scope) continue;
      const object = policyObject(services, policy);
      if (!given.isOn('Explicit')) yield object;
      else
        yield {
          ...object,
          ...Object.fromEntries(
            limitParameters.filter(({ name }) => !(name in policy.limits)).map(({ name }) => [name, null]),
          ),
        };
    }
  },
});

export const newThrottlingPolicy = defineCmdlet({
  name: 'New-ThrottlingPolicy',
  synopsis: {
    en: 'Makes a throttling policy: limits on what one user may do at once or in a time.',
    fr: 'Crée une stratégie de limitation : ce qu’un utilisateur peut faire à la fois ou en un temps donné.',
  },
  parameters: [
    {
      name: 'Name',
      type: { kind: 'string', maxLength: 64 },
      mandatory: true,
      position: 1,
      help: { en: 'A name for it.', fr: 'Un nom.' },
    },
    scopeParameter('Regular', 'Organization'),
    ...limitParameters,
    ...keptParameters,
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'New-ThrottlingPolicy Newsletters -MessageRateLimit 60 -RecipientRateLimit 5000',
      explanation: {
        en: 'Set-Mailbox -ThrottlingPolicy gives it to somebody.',
        fr: 'Set-Mailbox -ThrottlingPolicy la donne à quelqu’un.',
      },
    },
  ],
  defaultColumns,
  roles,
  async *run(context, given) {
    const { services } = context;
    const name = given.get<string>('Name') ?? '';
    const action = {
      en: `Creating throttling policy "${name}".`,
      fr: `Création de la stratégie de limitation « ${name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    const policy = await services.throttling.create(name, {
      scope: given.get<ThrottlingPolicyScope>('ThrottlingPolicyScope') ?? 'Regular',
      limits: givenLimits(given, {}),
      otherProperties: givenKept(given, {}),
    });
    context.changed(name);
    yield policyObject(services, policy);
  },
});

export const setThrottlingPolicy = defineCmdlet({
  name: 'Set-ThrottlingPolicy',
  synopsis: { en: 'Changes a throttling policy.', fr: 'Modifie une stratégie de limitation.' },
  description: {
    en: 'Counts from the next session, request or message on; nobody is disconnected.',
    fr: 'Compte dès la session, la requête ou le message suivant ; personne n’est déconnecté.',
  },
  parameters: [
    { ...policyIdentity, mandatory: true },
    { name: 'Name', type: { kind: 'string', maxLength: 64 }, help: { en: 'A new name.', fr: 'Un nouveau nom.' } },
    ...limitParameters,
    ...keptParameters,
    idle(
      'ForceSettingGlobal',
      { kind: 'switch' },
      { en: 'the global policy is changed like any other', fr: 'la stratégie globale se modifie comme une autre' },
      { silent: true },
    ),
    idle('Force', { kind: 'switch' }, { en: 'nothing is asked', fr: 'rien n’est demandé' }, { silent: true }),
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Set-ThrottlingPolicy GlobalThrottlingPolicy -ImapMaxConcurrency 10 -MessageRateLimit 30',
      explanation: { en: 'For everybody without a policy of his own.', fr: 'Pour tous ceux qui n’ont pas la leur.' },
    },
  ],
  roles,
  async run(context, given) {
    const { services } = context;
    const policy = findNamed(services, services.throttling, given.get<string>('Identity') ?? '');
    const limits = givenLimits(given, policy.limits);
    const otherProperties = givenKept(given, policy.otherProperties);
    const name = given.get<string>('Name') ?? policy.name;
    const before: Record<string, unknown> = { Name: policy.name, ...policy.otherProperties, ...policy.limits };
    const after: Record<string, unknown> = { Name: name, ...otherProperties, ...limits };
    const shown = (value: unknown, isThere: boolean): unknown => (isThere ? (value ?? 'Unlimited') : null);
    const changes = [...new Set([...Object.keys(before), ...Object.keys(after)])]
      .map((key) => [key, [shown(before[key], key in before), shown(after[key], key in after)]] as const)
      .filter(([, [was, is]]) => was !== is);
    if (changes.length === 0) return context.warn(nothingModified(policy.name));
    const action = {
      en: `Setting throttling policy "${policy.name}": ${changes.map(([key]) => key).join(', ')}.`,
      fr: `Modification de la stratégie de limitation « ${policy.name} » : ${changes.map(([key]) => key).join(', ')}.`,
    };
    if (!context.shouldProcess(action)) return;
    await services.throttling.update(policy.guid, { name, limits, otherProperties });
    context.changed(policy.name, Object.fromEntries(changes.map(([key, [was, is]]) => [key, [was, is] as const])));
  },
});

export const removeThrottlingPolicy = defineCmdlet({
  name: 'Remove-ThrottlingPolicy',
  synopsis: { en: 'Removes a throttling policy.', fr: 'Supprime une stratégie de limitation.' },
  parameters: [
    { ...policyIdentity, mandatory: true },
    {
      name: 'Force',
      type: { kind: 'switch' },
      help: {
        en: 'Also when mailboxes have it: they fall to the wider policies.',
        fr: 'Même si des boîtes l’ont : elles relèvent alors des stratégies plus larges.',
      },
    },
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  confirmsByDefault: true,
  examples: [
    { command: 'Remove-ThrottlingPolicy Newsletters', explanation: { en: 'Asks first.', fr: 'Demande confirmation.' } },
  ],
  roles,
  async run(context, given) {
    const { services } = context;
    const policy = findNamed(services, services.throttling, given.get<string>('Identity') ?? '');
    if (policy.scope === 'Global')
      throw refusedChange(
        `"${policy.name}" holds where nothing else does and can't be removed.`,
        `« ${policy.name} » vaut là où rien d’autre ne vaut et ne peut pas être supprimée.`,
      );
    const holders = services.directory
      .mailboxes()
      .filter((mailbox) => services.throttling.givenTo(mailbox)?.guid === policy.guid);
    if (holders.length > 0 && !given.isOn('Force'))
      throw refusedChange(
        `"${policy.name}" is given to ${holders.length} mailbox(es), such as ${holders[0]?.name}. Take it from them, or use -Force.`,
        `« ${policy.name} » est donnée à ${holders.length} boîte(s), dont ${holders[0]?.name}. Retirez-la-leur, ou utilisez -Force.`,
      );
    const action = {
      en: `Removing throttling policy "${policy.name}".`,
      fr: `Suppression de la stratégie de limitation « ${policy.name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    await services.throttling.remove(policy.guid);
    context.changed(policy.name);
  },
});
