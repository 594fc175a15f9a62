import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sayIn } from '@relais/browser-frame/language/say.ts';
import { en } from '../language/en.ts';
import { peopleText } from './people-text.ts';

test('a row names the first of a crowd, and says how many more there are', () => {
  const t = sayIn(en, 'en');
  const people = Array.from({ length: 500 }, (_, at) => ({
    name: `Person ${at + 1}`,
    email: `p${at + 1}@example.test`,
  }));
  assert.equal(peopleText(people, t), 'Person 1, Person 2, Person 3, Person 4, Person 5 and 495 more');
  assert.equal(peopleText(people.slice(0, 6), t), 'Person 1, Person 2, Person 3, Person 4, Person 5, Person 6');
  assert.equal(peopleText([], t), '');
  assert.equal(peopleText(null, t), '');
});
