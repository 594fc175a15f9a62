import assert from 'node:assert/strict';
import { test } from 'node:test';
import { multiRowInsert, numberParameters, statementName } from './sql-text.ts';

test('parameters are numbered; a question mark in a literal stays', () => {
  assert.equal(
    numberParameters("SELECT '?', 'it''s ?' FROM t WHERE a = ? AND b = ?"),
    "SELECT '?', 'it''s ?' FROM t WHERE a = $1 AND b = $2",
  );
});

test('an INSERT of one row becomes one of many, what stands behind it included', () => {
  const insert = multiRowInsert('INSERT INTO t (a, b) VALUES (?, ?) ON CONFLICT DO NOTHING');
  assert.equal(insert?.columns, 2);
  assert.equal(insert?.of(2), 'INSERT INTO t (a, b) VALUES (?, ?), (?, ?) ON CONFLICT DO NOTHING');
  assert.equal(multiRowInsert('UPDATE t SET a = ? WHERE b = ?'), null);
  // A constant among the values is not repeated by guesswork.
  assert.equal(multiRowInsert('INSERT INTO t (a, b) VALUES (?, 1)'), null);
});

test('one text has one name', () => {
  assert.equal(statementName('SELECT 1'), statementName('SELECT 1'));
  assert.notEqual(statementName('SELECT 1'), statementName('SELECT 2'));
});
