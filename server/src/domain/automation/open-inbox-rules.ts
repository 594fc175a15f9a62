import { randomUUID } from 'node:crypto';
import type { Clock } from '../../platform/clock/clock.ts';
import type { SqlWriter } from '../../storage/sql-engine.ts';
import type { SystemScope } from '../../storage/system-scope.ts';
import { DirectoryError } from '../directory/directory.ts';
import { requireOneLine } from '../directory/one-line.ts';
import type { InboxRule, InboxRuleChange, InboxRules } from './inbox-rule.ts';

const mostRules = 256;

/** @returns the rules of all mailboxes, held in memory; `scope` is the system's, migrated with `automationMigrations`. */
export async function openInboxRules({
  scope,
  clock,
}: {
  readonly scope: SystemScope;
  readonly clock: Clock;
}): Promise<InboxRules> {
  const byMailbox = new Map<string, readonly InboxRule[]>();
  await scope.keep(['inbox_rule'], async (reader) => {
    const rows = await reader.all<{ record: string }>('SELECT record FROM inbox_rule');
    const rules = rows.map(({ record }) => JSON.parse(record) as InboxRule).toSorted(byPriority);
    byMailbox.clear();
    for (const [mailbox, own] of Map.groupBy(rules, (rule) => rule.mailbox)) byMailbox.set(mailbox, own);
  });

  const list = (mailbox: string): readonly InboxRule[] => byMailbox.get(mailbox) ?? [];

  /** Writes what changed of a mailbox's rules; their priorities are 1, 2, 3, … in the order given. */
  async function keep(
    writer: SqlWriter,
    mailbox: string,
    ordered: readonly InboxRule[],
  ): Promise<readonly InboxRule[]> {
    const before = new Map(list(mailbox).map((rule) => [rule.guid, rule]));
    const rules = ordered.map((rule, at) => (rule.priority === at + 1 ? rule : { ...rule, priority: at + 1 }));
    for (const rule of rules) {
      if (before.get(rule.guid) === rule) continue;
      await writer.run('DELETE FROM inbox_rule WHERE guid = ?', rule.guid);
      await writer.run(
        'INSERT INTO inbox_rule (guid, mailbox, priority, record) VALUES (?, ?, ?, ?)',
        rule.guid,
        mailbox,
        rule.priority,
        JSON.stringify(rule),
      );
    }
    const kept = new Set(rules.map(({ guid }) => guid));
    for (const guid of before.keys())
      if (!kept.has(guid)) await writer.run('DELETE FROM inbox_rule WHERE guid = ?', guid);
    writer.onCommit(() => void (rules.length === 0 ? byMailbox.delete(mailbox) : byMailbox.set(mailbox, rules)));
    return rules;
  }

  function existing(guid: string): InboxRule {
    for (const rules of byMailbox.values()) for (const rule of rules) if (rule.guid === guid) return rule;
    throw new DirectoryError(
      'not-found',
      `There is no inbox rule with the id ${guid}.`,
      `Aucune règle de boîte de réception n’a l’identifiant ${guid}.`,
    );
  }

  return {
    list,
    create: (mailbox, given) =>
      scope.write(async (writer) => {
        const others = list(mailbox);
        refuseControls(given);
        refuseTaken(others, given.name);
        if (others.length >= mostRules) throw tooMany();
        const now = clock.now();
        const rule: InboxRule = {
          enabled: true,
          priority: others.length + 1,
          ...given,
          guid: randomUUID(),
          mailbox,
          whenCreated: now,
          whenChanged: now,
        };
        const rules = await keep(writer, mailbox, inserted(others, rule));
        return rules.find(({ guid }) => guid === rule.guid) ?? rule;
      }),
    update: (guid, change) =>
      scope.write(async (writer) => {
        const current = existing(guid);
        const others = list(current.mailbox).filter((rule) => rule.guid !== guid);
        const rule: InboxRule = { ...current, ...change, guid, whenChanged: clock.now() };
        refuseControls(change);
        refuseTaken(others, rule.name);
        const rules = await keep(writer, current.mailbox, inserted(others, rule));
        return rules.find((one) => one.guid === guid) ?? rule;
      }),
    remove: (guid) =>
      scope.write(async (writer) => {
        const { mailbox } = existing(guid);
        await keep(
          writer,
          mailbox,
          list(mailbox).filter((rule) => rule.guid !== guid),
        );
      }),
    removeAll: (mailbox) => scope.write(async (writer) => void (await keep(writer, mailbox, []))),
  };
}

/** Names, words, folders and categories: each is one line. */
function refuseControls({ name, conditions, exceptions, actions }: InboxRuleChange): void {
  if (name !== undefined) requireOneLine('Name', name);
  for (const part of [conditions, exceptions, actions]) {
    for (const [property, value] of Object.entries(part ?? {})) {
      for (const text of Array.isArray(value) ? (value as readonly unknown[]) : [value])
        if (typeof text === 'string') requireOneLine(`${property.charAt(0).toUpperCase()}${property.slice(1)}`, text);
    }
  }
}

function inserted(others: readonly InboxRule[], rule: InboxRule): readonly InboxRule[] {
  return others.toSpliced(Math.min(Math.max(rule.priority, 1), others.length + 1) - 1, 0, rule);
}

function byPriority(one: InboxRule, other: InboxRule): number {
  return one.priority - other.priority;
}

function refuseTaken(others: readonly InboxRule[], name: string): void {
  if (!others.some((other) => other.name.toLowerCase() === name.toLowerCase())) return;
  throw new DirectoryError(
    'name-taken',
    `The mailbox already has an inbox rule named "${name}".`,
    `La boîte aux lettres a déjà une règle nommée « ${name} ».`,
    { value: name, property: 'Name' },
  );
}

function tooMany(): DirectoryError {
  return new DirectoryError(
    'in-use',
    `A mailbox has at most ${mostRules} inbox rules; remove one first.`,
    `Une boîte aux lettres compte au plus ${mostRules} règles ; supprimez-en d’abord une.`,
  );
}
