import type { FlagContext, FlagQuestion, FlagSource } from '@glidepath/conductor';
import type { AskedFlag } from '@glidepath/model';
import { expect, it } from 'vitest';
import { readerOn } from './flags.ts';

const ASKED: readonly AskedFlag[] = [
  { key: 'a', type: 'boolean', is: true, unknown: 'closed' },
  { key: 'b', type: 'number', is: null, unknown: 'open' },
];
const CONTEXT: FlagContext = {
  service: 'shop',
  environment: 'production',
  release: 'v2',
  commit: null,
  actor: 'dana',
};

it('asks for each flag by its type, in its context', async () => {
  const heard: { readonly questions: readonly FlagQuestion[]; readonly context: FlagContext }[] = [];
  const source: FlagSource = {
    async evaluate(questions, context) {
      heard.push({ questions, context });
      return questions.map(() => ({ kind: 'value', value: 7, variant: null, reason: null }));
    },
    close: async () => {},
  };
  const reader = readerOn(source, ASKED, {
    context: CONTEXT,
    secrets: [],
    stop: new AbortController().signal,
  });
  expect(await reader.look()).toMatchObject([
    { key: 'a', value: 7, open: false },
    { key: 'b', value: 7, open: true },
  ]);
  expect(heard).toMatchObject([
    {
      questions: [
        { key: 'a', type: 'boolean' },
        { key: 'b', type: 'number' },
      ],
      context: CONTEXT,
    },
  ]);
});

it('waits for no answer when the run is told to stop', async () => {
  const stopping = new AbortController();
  const source: FlagSource = {
    evaluate: async () => {
      stopping.abort();
      return new Promise<never>(() => {});
    },
    close: async () => {},
  };
  const reader = readerOn(source, ASKED, { context: CONTEXT, secrets: [], stop: stopping.signal });
  for (const _ of [1, 2]) {
    expect(await reader.look()).toMatchObject([
      { open: false, trouble: { code: 'unreachable' } },
      { open: true, trouble: { code: 'unreachable' } },
    ]);
  }
});
