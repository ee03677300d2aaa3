import { expect, it } from 'vitest';
import { passagesIn } from './passages.ts';
import { Chronicle, releaseOf } from './testing/chronicle.ts';

function kinds(chronicle: Chronicle): readonly (readonly string[])[] {
  return passagesIn(chronicle.newest).map((passage) => passage.map(({ event }) => event.kind));
}

const PROMOTION = ['started', 'stepped', 'promoting', 'watching', 'finishing', 'ended'];

it('parts releases, and the way back after the end from the promotion', () => {
  const chronicle = new Chronicle().promote(releaseOf(1)).promote(releaseOf(2)).takeBack();
  chronicle.start(releaseOf(3)).step();
  expect(kinds(chronicle)).toEqual([
    ['started', 'stepped'],
    ['requested', 'rolling-back', 'ended'],
    PROMOTION,
    PROMOTION,
  ]);
});

it('leaves out what is said of the environment', () => {
  const chronicle = new Chronicle().move({ kind: 'closed', until: null }).promote(releaseOf(1));
  chronicle.promote(releaseOf(2)).move({ kind: 'closed', until: null }).takeBack().move({ kind: 'opened' });
  expect(kinds(chronicle)).toEqual([['requested', 'rolling-back', 'ended'], PROMOTION, PROMOTION]);
});

it('parts a wish that came to nothing from the next one', () => {
  const chronicle = new Chronicle().promote(releaseOf(1)).promote(releaseOf(2));
  chronicle.move({ kind: 'requested', verb: 'rollback', to: null }).move({ kind: 'dismissed' }).takeBack();
  expect(kinds(chronicle).slice(0, 2)).toEqual([
    ['requested', 'rolling-back', 'ended'],
    ['requested', 'dismissed'],
  ]);
});
