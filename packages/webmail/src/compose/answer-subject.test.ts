import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerSubject } from './answer-subject.ts';

test('an answer and a forward have one prefix, whatever others had put before the subject', () => {
  for (const [subject, prefix, expected] of [
    ['Budget', 'RE', 'RE: Budget'],
    ['Re: Budget', 'RE', 'RE: Budget'],
    ['TR\u00a0: Re : Budget', 'TR', 'TR: Budget'],
    ['AW: WG: Fwd: Budget', 'FW', 'FW: Budget'],
    ['Re[2]: Budget', 'RE', 'RE: Budget'],
    ['FW: Budget: RE: last year', 'RE', 'RE: Budget: RE: last year'],
    ['Relay: a word that only begins so', 'RE', 'RE: Relay: a word that only begins so'],
    ['', 'TR', 'TR:'],
  ] as const)
    assert.equal(answerSubject(subject, prefix), expected);
});
