import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filterText } from './filter-text.ts';
import { Scope } from './scope.ts';
import { ShellObject } from './shell-object.ts';

test('variables become literals, texts in single quotes and reserved words stay', () => {
  const scope = new Scope(null);
  scope.set('name', "O'Hara");
  scope.set('count', 5);
  scope.set('flag', true);
  scope.set('user', ShellObject.custom({ Alias: 'bob' }));
  for (const [given, expected] of [
    ['Alias -eq $name', "Alias -eq 'O''Hara'"],
    ['ItemCount -gt $count -and Hidden -eq $flag', 'ItemCount -gt 5 -and Hidden -eq $true'],
    ['Alias -eq $user.Alias', "Alias -eq 'bob'"],
    ["Name -like '$name*'", "Name -like '$name*'"],
    ['Name -like "$name*"', 'Name -like "O\'Hara*"'],
    ['Manager -eq $null -and X -eq $unknown', 'Manager -eq $null -and X -eq $unknown'],
  ] as const) {
    assert.equal(filterText(given, scope), expected);
  }
});
