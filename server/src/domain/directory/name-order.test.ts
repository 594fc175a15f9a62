import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NameOrder } from './name-order.ts';

test('rows stand by name after every change, and what was given out stays as it was', () => {
  const order = new NameOrder<string>();
  for (const name of ['bob', 'alice', 'zoe']) order.put(name, name);
  const before = order.rows();
  assert.deepEqual(before, ['alice', 'bob', 'zoe']);
  order.put('mary', 'mary');
  order.drop('bob');
  order.drop('nobody');
  assert.deepEqual(order.rows(), ['alice', 'mary', 'zoe']);
  assert.deepEqual(before, ['alice', 'bob', 'zoe']);
});

test('two orders merge into one', () => {
  const [people, groups] = [new NameOrder<string>(), new NameOrder<string>()];
  for (const name of ['d', 'b', 'f']) people.put(name, name);
  for (const name of ['e', 'a', 'z', 'g']) groups.put(name, name);
  assert.deepEqual(people.mergedWith(groups), ['a', 'b', 'd', 'e', 'f', 'g', 'z']);
  assert.deepEqual(groups.mergedWith(people), ['a', 'b', 'd', 'e', 'f', 'g', 'z']);
  assert.deepEqual(people.mergedWith(new NameOrder<string>()), ['b', 'd', 'f']);
});
