import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bindingConflict, conflictWithin } from './binding-conflicts.ts';

for (const [one, other, collide] of [
  ['192.0.2.1:143', '192.0.2.1:143', true],
  ['192.0.2.1:143', '192.0.2.1:993', false],
  ['192.0.2.1:143', '192.0.2.2:143', false],
  ['0.0.0.0:143', '192.0.2.1:143', true],
  ['192.0.2.1:143', '0.0.0.0:143', true],
  ['[::]:143', '[2001:db8::1]:143', true],
  ['[2001:db8::1]:143', '[::]:143', true],
  ['[2001:db8::1]:143', '[2001:db8::2]:143', false],
  // Each family has its own sockets here: listeners for IPv6 take IPv6 only.
  ['[::]:143', '0.0.0.0:143', false],
  ['[::]:143', '192.0.2.1:143', false],
] as const)
  test(`${one} and ${other} ${collide ? 'cannot both' : 'can both'} be open`, () => {
    assert.deepEqual(conflictWithin([one, other]), collide ? [one, other] : null);
    const owner = 'ImapSettings SSLBindings';
    assert.deepEqual(bindingConflict([one], [{ owner, bindings: [other] }]), collide ? { binding: one, owner } : null);
  });
