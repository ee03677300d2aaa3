import { instant } from '@glidepath/model';
import { describe, expect, it } from 'vitest';
import { doraOf, type Dora } from './dora.ts';
import { Chronicle, DAY, FIRST, HOUR, MINUTE, releaseOf } from './testing/chronicle.ts';

/** The figures of `days` up to the chronicle's end. */
function figures(chronicle: Chronicle, days = 90, read = Infinity): Dora {
  const newest = chronicle.newest.slice(0, read);
  const since = instant(chronicle.now - days * DAY);
  return doraOf(newest, { since, now: chronicle.now, whole: newest.length === chronicle.newest.length });
}

describe('deployment frequency', () => {
  it('counts what was promoted, by the week', () => {
    const chronicle = new Chronicle();
    for (let number = 1; number <= 20; number++) chronicle.promote(releaseOf(number)).wait(DAY);
    chronicle.start(releaseOf(99)).step().goBack('breach');
    const { deployments, from } = figures(chronicle);
    expect(from).toBe(FIRST);
    expect(deployments.promoted).toBe(20);
    expect(deployments.perWeek).toBeCloseTo(7, 0);
  });

  it('counts by when it ended, and has no rate for less than a week', () => {
    const chronicle = new Chronicle()
      .promote(releaseOf(1))
      .wait(5 * DAY)
      .promote(releaseOf(2));
    expect(figures(chronicle, 2).deployments).toEqual({ promoted: 1, perWeek: null });
    expect(figures(chronicle, 90).deployments).toEqual({ promoted: 2, perWeek: null });
  });
});

describe('lead time', () => {
  it('runs from the commit to the promotion', () => {
    const chronicle = new Chronicle()
      .promote(releaseOf(1, FIRST - HOUR))
      .promote(releaseOf(2, FIRST - 3 * HOUR));
    expect(figures(chronicle).leadTime).toEqual({
      count: 2,
      medianMs: (HOUR + 5 * MINUTE + (3 * HOUR + 11 * MINUTE)) / 2,
      p90Ms: null,
      longestMs: 3 * HOUR + 11 * MINUTE,
      unknown: 0,
    });
  });

  it('has a ninetieth percentile of ten or more', () => {
    const chronicle = new Chronicle();
    for (let number = 1; number <= 10; number++)
      chronicle.promote(releaseOf(number, chronicle.now - number * HOUR));
    expect(figures(chronicle).leadTime).toMatchObject({
      count: 10,
      medianMs: 5.5 * HOUR + 5 * MINUTE,
      p90Ms: 9 * HOUR + 5 * MINUTE,
      longestMs: 10 * HOUR + 5 * MINUTE,
    });
  });

  it('leaves out what has no commit time, or one from the future', () => {
    const chronicle = new Chronicle().promote(releaseOf(1)).promote(releaseOf(2, FIRST + DAY));
    expect(figures(chronicle).leadTime).toMatchObject({ count: 0, medianMs: null, unknown: 2 });
  });

  it('counts a commit once, though it comes back', () => {
    const chronicle = new Chronicle().promote(releaseOf(1, FIRST)).promote(releaseOf(2, FIRST));
    chronicle.wait(50 * DAY).promote(releaseOf(1, FIRST));
    expect(figures(chronicle).leadTime.count).toBe(2);
    expect(figures(chronicle, 10).leadTime.count).toBe(0);
  });
});

describe('change failure rate', () => {
  it.each([
    ['a breach', new Chronicle().start(releaseOf(9)).step().goBack('breach'), 1],
    ['a target that could not run it', new Chronicle().start(releaseOf(9)).step().goBack('target-failed'), 1],
    ['a person who rolled it back', new Chronicle().start(releaseOf(9)).step().goBack('requested'), 1],
    [
      'a person who aborted it at a breach',
      new Chronicle().start(releaseOf(9)).step().goBack('requested', 'aborted', 'breach'),
      1,
    ],
    [
      'a person who aborted it',
      new Chronicle().start(releaseOf(9)).step().goBack('requested', 'aborted', 'too-few-samples'),
      0,
    ],
    ['a newer release', new Chronicle().start(releaseOf(9)).step().goBack('newer-release', 'superseded'), 0],
    ['too little evidence', new Chronicle().start(releaseOf(9)).step().goBack('too-few-samples'), 0],
  ])('of a release that met %s', (_, chronicle, failed) => {
    expect(figures(chronicle).changeFailures).toEqual({ deployed: 1, failed, share: failed });
  });

  it('is not about releases that never got traffic, nor about those that are under way', () => {
    const chronicle = new Chronicle().promote(releaseOf(1)).start(releaseOf(2)).goBack('start-failed');
    chronicle.start(releaseOf(3)).step();
    expect(figures(chronicle).changeFailures).toEqual({ deployed: 1, failed: 0, share: 0 });
  });

  it('knows a promotion that was taken back later, by its digest, whatever came between', () => {
    const chronicle = new Chronicle().promote(releaseOf(1)).promote(releaseOf(2));
    chronicle.start(releaseOf(3)).step().goBack('no-data').wait(DAY).takeBack();
    expect(figures(chronicle).changeFailures).toEqual({ deployed: 3, failed: 1, share: 1 / 3 });
  });

  it('leaves the rate alone where the promotion lies before the period', () => {
    const chronicle = new Chronicle()
      .promote(releaseOf(1))
      .promote(releaseOf(2))
      .wait(30 * DAY)
      .takeBack();
    expect(figures(chronicle, 10).changeFailures).toEqual({ deployed: 0, failed: 0, share: null });
    expect(figures(chronicle, 10).timeToRestore.count).toBe(1);
  });
});

describe('time to restore', () => {
  it('runs from the first traffic until the old release has all of it', () => {
    const chronicle = new Chronicle()
      .promote(releaseOf(1))
      .start(releaseOf(2))
      .step()
      .wait(HOUR)
      .goBack('breach');
    expect(figures(chronicle).timeToRestore).toEqual({
      count: 1,
      medianMs: HOUR + 2 * MINUTE,
      p90Ms: null,
      longestMs: HOUR + 2 * MINUTE,
      unknown: 0,
      unrestored: 0,
    });
  });

  it('begins with the rollout also where it was taken back after its end', () => {
    const chronicle = new Chronicle().promote(releaseOf(1)).promote(releaseOf(2)).wait(DAY).takeBack();
    // Traffic from the second of six entries on, then a day, then three more.
    expect(figures(chronicle).timeToRestore.medianMs).toBe(DAY + 7 * MINUTE);
  });

  it('tells what was not restored apart', () => {
    const failed = new Chronicle().promote(releaseOf(1)).start(releaseOf(2)).step();
    failed.move({ kind: 'rolling-back', to: 'rolled-back', reason: 'breach' });
    failed.move({ kind: 'ended', decision: 'failed', reason: 'rollback-failed' });
    expect(figures(failed)).toMatchObject({
      changeFailures: { deployed: 2, failed: 1 },
      timeToRestore: { count: 0, medianMs: null, unrestored: 1 },
    });
  });

  it('is not known where the first traffic lies before what was read', () => {
    const chronicle = new Chronicle().promote(releaseOf(1)).promote(releaseOf(2)).wait(DAY).takeBack();
    expect(figures(chronicle, 90, 4)).toMatchObject({
      timeToRestore: { count: 0, unknown: 1 },
      changeFailures: { deployed: 0 },
      complete: false,
    });
  });
});

describe('the period', () => {
  it('is all of what was asked for where enough was read', () => {
    const chronicle = new Chronicle();
    for (let number = 1; number <= 10; number++) chronicle.promote(releaseOf(number)).wait(DAY);
    const all = figures(chronicle, 3);
    expect(all).toMatchObject({ complete: true, from: chronicle.now - 3 * DAY });
    expect(all.deployments.promoted).toBe(2);
    // Whatever was read beyond it changes nothing.
    for (const read of [24, 30, 36, 60]) expect(figures(chronicle, 3, read)).toEqual(all);
  });

  it('begins with the first passage that was read whole where it was not', () => {
    const chronicle = new Chronicle();
    for (let number = 1; number <= 10; number++) chronicle.promote(releaseOf(number)).wait(DAY);
    const cut = figures(chronicle, 90, 20);
    expect(cut).toMatchObject({ complete: false, deployments: { promoted: 3 } });
    expect(cut.from).toBe(chronicle.now - 3 * DAY - 18 * MINUTE);
  });

  it('has figures of nothing that are no numbers, and not NaN', () => {
    const none = figures(new Chronicle());
    expect(none).toMatchObject({
      complete: true,
      deployments: { promoted: 0, perWeek: 0 },
      leadTime: { count: 0, medianMs: null, longestMs: null },
      changeFailures: { share: null },
      timeToRestore: { count: 0, unrestored: 0 },
    });
    expect(JSON.stringify(none)).not.toMatch(/NaN|Infinity/);
  });
});
