import assert from 'node:assert/strict';
import { test } from 'node:test';
import { builtins } from '../packages/shell/src/builtins/index.ts';
import { insteadOf } from '../packages/shell/src/runtime/absent-commands.ts';
import { cmdlets } from '../server/src/management/cmdlets/index.ts';
import { exchangeCmdlets } from './exchange-cmdlets.ts';
import { comparisonPage } from './exchange-comparison.ts';
import { otherExchangeCmdlets } from './exchange-other-cmdlets.ts';

const here = new Set(cmdlets.map(({ name }) => name.toLowerCase()));
const inTheShell = new Set(builtins.keys());
const documented = Object.values(exchangeCmdlets).flatMap((area) => Object.keys(area));

test('every cmdlet of Exchange that is not here is answered with what to use instead', () => {
  const unanswered = [...documented, ...otherExchangeCmdlets].filter(
    (name) => !here.has(name.toLowerCase()) && !inTheShell.has(name.toLowerCase()) && insteadOf(name) === null,
  );
  assert.deepEqual(unanswered, []);
});

test('what is here is neither listed as absent nor called so', () => {
  assert.deepEqual(
    otherExchangeCmdlets.filter((name) => here.has(name.toLowerCase())),
    [],
  );
  assert.deepEqual(
    [...cmdlets, ...builtins.values()].map(({ name }) => name).filter((name) => insteadOf(name) !== null),
    [],
  );
});

test('what is to be used instead is here', () => {
  const hints = [...documented, ...otherExchangeCmdlets].flatMap((name) => {
    const hint = here.has(name.toLowerCase()) ? null : insteadOf(name);
    return hint === null ? [] : [hint.en, hint.fr];
  });
  const told = new Set(hints.flatMap((hint) => hint.match(/\b[A-Z][a-z]+-[A-Z][A-Za-z]+\b/g) ?? []));
  assert.ok(told.size > 50, `${told.size}`);
  const absent = [...told].filter((name) => !here.has(name.toLowerCase()) && !inTheShell.has(name.toLowerCase()));
  assert.deepEqual(absent, []);
});

for (const [language, heading] of [
  ['en', '## No counterpart'],
  ['fr', '## Sans équivalent'],
] as const)
  test(`the page lists each absent cmdlet once (${language})`, () => {
    const [, end = ''] = comparisonPage(cmdlets, language).split(heading);
    const listed = end.split('\n').flatMap((row) => (/^\| (.*) \| /.exec(row)?.[1] ?? '').split(', '));
    for (const name of ['Get-JournalRule', 'New-RoleAssignmentPolicy', 'Redirect-Message'])
      assert.equal(listed.filter((one) => one === name).length, 1, name);
  });

test('the French page has no English heading', () => {
  const headings = (language: 'en' | 'fr') => comparisonPage(cmdlets, language).match(/^##? .*$/gm) ?? [];
  const english = new Set(headings('en'));
  assert.equal(headings('fr').length, english.size);
  assert.deepEqual(
    headings('fr').filter((heading) => english.has(heading)),
    [],
  );
});
