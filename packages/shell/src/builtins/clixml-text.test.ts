import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TimeSpan } from '@relais/management-contract';
import fc from 'fast-check';
import { Hashtable } from '../runtime/hashtable.ts';
import { OperationError } from '../runtime/shell-error.ts';
import { ShellObject } from '../runtime/shell-object.ts';
import { clixmlOf, readClixml } from './clixml-text.ts';

test('values come back from their file in their types', () => {
  const object = ShellObject.custom({
    Text: 'a <b> & "c" \u0001',
    Number: 5,
    Half: 0.5,
    Yes: true,
    Nothing: null,
    When: new Date(0),
    Span: new TimeSpan(90_500),
    List: ['x', 1],
    Table: Hashtable.of({ k: 'v' }),
  });
  const [back] = readClixml(clixmlOf([object], 5));
  assert.ok(back instanceof ShellObject);
  assert.deepEqual(back.entries(), object.entries());
});

test('any text comes back', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 30 }), (text) => {
      if (/_x[0-9A-F]{4}_|^\s|\s$|[\ud800-\udfff]/.test(text)) return;
      assert.deepEqual(readClixml(clixmlOf([text], 2)), [text]);
    }),
  );
});

test('what is no CLIXML is refused, whatever it is', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.constantFrom(
          '<Objs>',
          '</Objs>',
          '<S>',
          '</S>',
          '<Obj>',
          '<LST>',
          '<Foo>',
          '<',
          '>',
          'x',
          '<TS>',
          '</TS>',
          '<Nil />',
        ),
      ),
      (pieces) => {
        try {
          readClixml(pieces.join(''));
        } catch (error) {
          assert.ok(error instanceof OperationError, String(error));
        }
      },
    ),
  );
});
