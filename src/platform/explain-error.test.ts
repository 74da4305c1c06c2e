import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { PROGRAM_ROOT } from './config.ts';
import { explainError } from './explain-error.ts';

const CASES: Record<string, string> = {
  'Error: ENOSPC: no space left on device, write': 'diskFull',
  "EACCES: permission denied, open '/var/lib/foyer/x'": 'notAllowed',
  'Invalid login: 535 Authentication failed': 'signIn',
  'self-signed certificate': 'certificate',
  'getaddrinfo ENOTFOUND smtp.example.org': 'noSuchHost',
  'connect ECONNREFUSED 127.0.0.1:25': 'nobodyAnswers',
  'Connection timeout': 'tooSlow',
  'Greeting never received: ETIMEDOUT': 'tooSlow',
  'read ECONNRESET': 'hungUp',
  'The worker that held it died': 'died',
  "Can't send mail - all recipients were rejected: 552 5.2.2 Mailbox full": 'mailboxFull',
  "Can't send mail - all recipients were rejected: 550 5.1.1 <x@example.org>: user unknown": 'noSuchMailbox',
  'Message failed: 554 5.7.1 Spam': 'takenForSpam',
  'TypeError: x is not a function': 'unknown',
};

test('the words of machines are told in plain ones', () => {
  assert.deepEqual(Object.fromEntries(Object.keys(CASES).map((words) => [words, explainError(words)])), CASES);
});

test('each meaning has its words and a way out', () => {
  const { trouble } = JSON.parse(readFileSync(path.join(PROGRAM_ROOT, 'src/ui/texts/en/admin.json'), 'utf8')) as {
    trouble: Record<string, { say?: string; do?: string }>;
  };
  const meanings = [...new Set(Object.values(CASES)), 'senderRefused'];
  assert.deepEqual(
    meanings.filter((name) => !trouble[name]?.say || !trouble[name].do),
    [],
  );
});
