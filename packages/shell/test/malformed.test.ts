import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseScript, ShellSyntaxError } from '../src/index.ts';

/** What is wrong, and a word that the message about it must hold. */
const fragments: readonly (readonly [string, RegExp])[] = [
  ['$a == 1', /-eq/],
  ['$a -eqq 1', /-eq/],
  ['$a -likee "x"', /-like/],
  ['1 2', /token '2'/],
  ['"a" "b"', /token/],
  ['Get-Mailbox | | Format-List', /empty pipe/i],
  ['Get-Mailbox | { $_ }', /ForEach-Object/],
  ['Get-Mailbox | 5', /beginning of a pipeline/],
  ['Get-Mailbox && Get-Service', /";"/],
  ['Get-Mailbox || Get-Service', /";"/],
  ['Get-Mailbox & Get-Service', /Background/],
  ['if $a { 1 }', /"\("/],
  ['if () { 1 }', /condition/],
  ['if ($a) 1', /block/],
  ['if ($a) { 1 } else if ($b) { 2 }', /elseif/],
  ['foreach $x in 1..3 { 1 }', /"\("/],
  ['foreach ($x of 1..3) { 1 }', /"in"/],
  ['foreach (x in 1..3) { 1 }', /variable/],
  ['while { 1 }', /"\("/],
  ['do { 1 }; 2', /while/],
  ['try { 1 }; 2', /catch/],
  ['switch -Frob (1) { 1 { 2 } }', /-Regex/],
  ['else { 1 }', /"if"/],
  ['trap [int] 1', /block/],
  ['class Foo { Bar }', /property/],
  ['class Foo : One, Two { }', /interfaces/],
  ['class Foo { static Foo() { 1 } }', /static constructor/],
  ['enum Foo { 1 }', /name/],
  ['enum Foo { A B }', /new line/],
  ['class Foo { [int]$a [int]$b }', /new line/],
  ['class Foo { Foo() : base( { } }', /value is expected|expected/],
  ['workflow W { }', /function/],
  ['function { 1 }', /name/],
  ['@{a 1}', /"="/],
  ['@{a=1,}', /value/],
  ['@{a=1 b=2}', /token|";"|"="|assigned/],
  ['Set-X -Name=value', /-Name value/],
  ['Set-X -Name: ', /value is expected/],
  ['Set-X a,,b', /","/],
  ['Set-X , a', /","/],
  ['$x = = 5', /=/],
  ['5 = $x', /assigned/],
  ['Get-Content < file.txt', /Get-Content/],
  ['Get-X > ; 1', /file name/],
  ['Get-X 1>&2', /2>&1/],
  ['[int', /type name/i],
  ['[int 5', /type name/i],
  ['$x.(', /value|expected/i],
  ['"$server:993"', /\$\{server\}/],
  ['$globl:x', /global/],
  ['${}', /variable name/],
  ['(1 + )', /value is expected/],
  ['1 + * 2', /value is expected/],
  ['()', /expression is expected/i],
  ['$x[0', /"\]"/],
  ['$x[]', /value is expected/],
  ['"abc".Substring(1', /"\)"/],
  ['param($x)', /param/],
  ['$x -f', /value is expected/],
  ['Get-X @', /quotes|splat/],
  ['return return', /token|value|word/i],
];

/** Where a mistake can stand; `⟨⟩` is its place. */
const places = ['⟨⟩', '$y = 1; ⟨⟩', 'if ($true) { ⟨⟩ }', 'Get-Mailbox | ForEach-Object { ⟨⟩ }'];

let count = 0;
for (const place of places) {
  test(`malformed lines are refused where they are wrong: ${place}`, () => {
    for (const [fragment, expected] of fragments) {
      if (fragment === 'param($x)' && place !== '$y = 1; ⟨⟩') continue;
      if (fragment === 'return return') continue;
      const source = place.replace('⟨⟩', () => fragment);
      const from = place.indexOf('⟨⟩');
      count += 1;
      assert.throws(
        () => parseScript(source),
        (error: unknown) => {
          assert.ok(error instanceof ShellSyntaxError, `${source}: ${String(error)}`);
          assert.match(error.message, expected, source);
          assert.ok(error.extent.start >= from, `${source}: the place is before the mistake`);
          assert.ok(error.message.length >= 15 && !/undefined|NaN|object Object/.test(error.message), error.message);
          return true;
        },
        source,
      );
    }
  });
}

test('more than 200 malformed lines were refused', () => assert.ok(count > 200, String(count)));
