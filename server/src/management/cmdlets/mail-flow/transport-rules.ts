import { shownChanges } from '../shown-changes.ts';
import { noActions, noConditions, type TransportRule } from '../../../domain/configuration/transport-rules.ts';
import { type Cmdlet, defineCmdlet } from '../../engine/cmdlet.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { findNamed, matchNamed, nothingModified } from '../find-named.ts';
import { changedTransportRule } from './changed-transport-rule.ts';
import { ruleObject } from './transport-rule-object.ts';
import { ruleIdentity, ruleParameters } from './transport-rule-parameters.ts';

const roles = ['Transport Rules'];
const defaultColumns = ['Name', 'State', 'Mode', 'Priority', 'Comments'];

export const getTransportRule = defineCmdlet({
  name: 'Get-TransportRule',
  synopsis: {
    en: 'Shows transport rules, the first to be asked first.',
    fr: 'Affiche les règles de transport, dans l’ordre où elles sont consultées.',
  },
  parameters: [
    { ...ruleIdentity, nullable: true, wildcards: true },
    {
      name: 'State',
      type: { kind: 'enum', values: [{ name: 'Enabled' }, { name: 'Disabled' }] },
      help: { en: 'Only enabled, or only disabled ones.', fr: 'Seulement les règles activées, ou désactivées.' },
    },
    domainControllerParameter,
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-TransportRule -State Enabled',
      explanation: { en: 'Those that count.', fr: 'Celles qui comptent.' },
    },
  ],
  defaultColumns,
  roles: [...roles, 'View-Only Configuration'],
  async *run({ services, language }, given) {
    const state = given.get<string>('State');
    const ordered = { list: () => services.transportRules.inOrder() };
    for (const rule of matchNamed(services, ordered, given.get<string | null>('Identity')))
      if (state === undefined || (state === 'Enabled') === rule.enabled) yield ruleObject(services, rule, language);
  },
});

export const newTransportRule = defineCmdlet({
  name: 'New-TransportRule',
  synopsis: {
    en: 'Makes a rule about mail on its way in: refuse it, drop it, redirect it, copy it, add to it, mark it.',
    fr: 'Crée une règle sur le courrier entrant : le refuser, l’écarter, le rediriger, le copier, le compléter, le marquer.',
  },
  description: {
    en: 'All conditions that are given must hold, and no exception. Mail of users and of strangers is judged alike, by every door; FromScope tells them apart. Without a condition a rule holds for all mail.',
    fr: 'Toutes les conditions indiquées doivent être remplies, et aucune exception. Le courrier des utilisateurs et des inconnus est jugé de même, par toutes les entrées ; FromScope les distingue. Sans condition, une règle vaut pour tout le courrier.',
  },
  parameters: [
    {
      name: 'Name',
      type: { kind: 'string', maxLength: 64 },
      mandatory: true,
      position: 1,
      help: { en: 'A name for it.', fr: 'Un nom.' },
    },
    ...ruleParameters,
    {
      name: 'Enabled',
      type: { kind: 'boolean' },
      defaultText: '$true',
      help: {
        en: '$false: it is made and does not count yet.',
        fr: '$false : elle est créée et ne compte pas encore.',
      },
    },
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command:
        "New-TransportRule Secret -SubjectContainsWords 'internal only' -FromScope InOrganization -SentTo press@fabrikam.com -RejectMessageReasonText 'Not to the press'",
      explanation: { en: 'The sender reads why.', fr: 'L’expéditeur lit pourquoi.' },
    },
    {
      command:
        'New-TransportRule Lottery -FromScope NotInOrganization -SubjectContainsWords lottery -SetSCL 9 -Mode Audit',
      explanation: { en: 'First see what it would catch.', fr: 'Voir d’abord ce qu’elle attraperait.' },
    },
    {
      command:
        "New-TransportRule External -FromScope NotInOrganization -ExceptIfSenderDomainIs partner.com -PrependSubject '[EXTERNAL] '",
      explanation: {
        en: 'Whoever reads it sees that it came from outside.',
        fr: 'Qui le lit voit qu’il vient du dehors.',
      },
    },
    {
      command:
        "New-TransportRule Disclaimer -SentToScope NotInOrganization -ApplyHtmlDisclaimerText '<p>%%DisplayName%%</p><p>Confidential.</p>' -ExceptIfSubjectOrBodyContainsWords 'Confidential.'",
      explanation: {
        en: 'A text at the end of what leaves, once in a thread.',
        fr: 'Un texte à la fin de ce qui sort, une fois par échange.',
      },
    },
    {
      command: 'New-TransportRule Audit -FromMemberOf Sales -SentToScope NotInOrganization -BlindCopyTo audit',
      explanation: {
        en: 'A copy of what the members of a group write to others, unseen.',
        fr: 'Une copie invisible de ce que les membres d’un groupe écrivent au dehors.',
      },
    },
  ],
  defaultColumns,
  roles,
  async *run(context, given) {
    const { services } = context;
    const name = given.get<string>('Name') ?? '';
    const facts = changedTransportRule(services, given, {
      mode: 'Enforce',
      comments: '',
      conditions: noConditions,
      exceptions: noConditions,
      actions: noActions,
    });
    const action = {
      en: `Creating transport rule "${name}".`,
      fr: `Création de la règle de transport « ${name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    const count = services.transportRules.list().length;
    const enabled = given.has('Enabled') ? given.isOn('Enabled') : true;
    const made = await services.transportRules.create(name, { ...facts, enabled, priority: count });
    if (given.has('Priority')) await services.transportRules.place(made.guid, given.get<number>('Priority') ?? 0);
    context.changed(name);
    yield ruleObject(services, findNamed(services, services.transportRules, made.guid), context.language);
  },
});

export const setTransportRule = defineCmdlet({
  name: 'Set-TransportRule',
  synopsis: { en: 'Changes a transport rule.', fr: 'Modifie une règle de transport.' },
  parameters: [
    { ...ruleIdentity, mandatory: true },
    { name: 'Name', type: { kind: 'string', maxLength: 64 }, help: { en: 'A new name.', fr: 'Un nouveau nom.' } },
    ...ruleParameters,
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Set-TransportRule Lottery -Mode Enforce -Priority 0',
      explanation: { en: 'From now on, and first.', fr: 'Dès maintenant, et en premier.' },
    },
  ],
  roles,
  async run(context, given) {
    const { services } = context;
    const rule = findNamed(services, services.transportRules, given.get<string>('Identity') ?? '');
    const { mode, comments, conditions, exceptions, actions } = rule;
    const before = { name: rule.name, mode, comments, conditions, exceptions, actions };
    const after = { name: given.get<string>('Name') ?? rule.name, ...changedTransportRule(services, given, rule) };
    const priority = given.get<number>('Priority') ?? rule.priority;
    const names = (Object.keys(before) as (keyof typeof before)[]).filter(
      (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
    );
    if (names.length === 0 && priority === rule.priority) return context.warn(nothingModified(rule.name));
    const action = {
      en: `Setting transport rule "${rule.name}".`,
      fr: `Modification de la règle de transport « ${rule.name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    const was = ruleObject(services, rule, context.language);
    if (names.length > 0) await services.transportRules.update(rule.guid, after);
    if (priority !== rule.priority) await services.transportRules.place(rule.guid, priority);
    const is = ruleObject(services, findNamed(services, services.transportRules, rule.guid), context.language);
    const { Description: _told, ...changes } = shownChanges(was, is);
    context.changed(rule.name, changes);
  },
});

export const removeTransportRule = defineCmdlet({
  name: 'Remove-TransportRule',
  synopsis: { en: 'Removes a transport rule.', fr: 'Supprime une règle de transport.' },
  parameters: [{ ...ruleIdentity, mandatory: true }, domainControllerParameter],
  supportsShouldProcess: true,
  confirmsByDefault: true,
  examples: [
    { command: 'Remove-TransportRule Lottery', explanation: { en: 'Asks first.', fr: 'Demande confirmation.' } },
  ],
  roles,
  async run(context, given) {
    const { services } = context;
    const rule = findNamed(services, services.transportRules, given.get<string>('Identity') ?? '');
    const action = {
      en: `Removing transport rule "${rule.name}".`,
      fr: `Suppression de la règle de transport « ${rule.name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    await services.transportRules.remove(rule.guid);
    context.changed(rule.name);
  },
});

export const enableTransportRule = switched('Enable-TransportRule', true);
export const disableTransportRule = switched('Disable-TransportRule', false);

function switched(name: string, enabled: boolean): Cmdlet {
  return defineCmdlet({
    name,
    synopsis: enabled
      ? { en: 'Has a transport rule count.', fr: 'Active une règle de transport.' }
      : { en: 'Has a transport rule no longer count.', fr: 'Désactive une règle de transport.' },
    parameters: [
      { ...ruleIdentity, mandatory: true },
      ...(enabled ? ruleParameters.filter(({ name: parameter }) => parameter === 'Mode') : []),
      domainControllerParameter,
    ],
    supportsShouldProcess: true,
    ...(enabled ? {} : { confirmsByDefault: true }),
    examples: [
      { command: `${name} Lottery`, explanation: { en: 'From the next message on.', fr: 'Dès le message suivant.' } },
    ],
    roles,
    async run(context, given) {
      const { services } = context;
      const rule: TransportRule = findNamed(services, services.transportRules, given.get<string>('Identity') ?? '');
      const mode = given.get<TransportRule['mode']>('Mode') ?? rule.mode;
      if (rule.enabled === enabled && mode === rule.mode) return context.warn(nothingModified(rule.name));
      const action = enabled
        ? { en: `Enabling transport rule "${rule.name}".`, fr: `Activation de la règle de transport « ${rule.name} ».` }
        : {
            en: `Disabling transport rule "${rule.name}".`,
            fr: `Désactivation de la règle de transport « ${rule.name} ».`,
          };
      if (!context.shouldProcess(action)) return;
      await services.transportRules.update(rule.guid, { enabled, mode });
      context.changed(rule.name, { State: [rule.enabled, enabled], Mode: [rule.mode, mode] });
    },
  });
}
