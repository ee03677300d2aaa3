import { describe, expect, it } from 'vitest';
import { DEFAULTS, type ReleaseName, type Scenario } from '../world/scenario.ts';
import type { Cell } from './cell.ts';
import { delayOf, goalsOf } from './goals.ts';

function cell(judge: string, release: ReleaseName, changes: Partial<Cell> = {}): Cell {
  const healthy = release === 'healthy';
  return {
    scenario: 'iid',
    judge,
    release,
    rolledBack: healthy ? 0 : 1,
    promoted: healthy ? 1 : 0,
    inconclusive: 0,
    medianRollbackS: healthy ? null : 100,
    medianPromoteS: healthy ? 280 : null,
    excessBad: healthy ? 0 : 20,
    ...changes,
  };
}

type Changes = Readonly<Record<string, Partial<Cell>>>;

/** All goals met, save for what is changed: `judge/release`. */
function missed(changes: Changes, scenario: Scenario = DEFAULTS): readonly string[] {
  return goals(changes, scenario).flatMap(({ what, met }) => (met === false ? [what] : []));
}

function goals(changes: Changes, scenario: Scenario = DEFAULTS) {
  const releases = ['healthy', 'x2', 'x5', 'x10'] as const;
  const cells = ['glidepath', 'argo-3', 'kayenta-5m'].flatMap((judge) =>
    releases.map((release) =>
      cell(judge, release, {
        ...(judge === 'glidepath'
          ? {}
          : { excessBad: 30, medianRollbackS: release === 'healthy' ? null : 300 }),
        ...changes[`${judge}/${release}`],
      }),
    ),
  );
  return goalsOf(scenario, cells, 400);
}

describe('the goals', () => {
  it('are all met by a judge that is best', () => {
    expect(missed({})).toEqual([]);
    expect(goals({})).toHaveLength(8);
  });

  it('bound false rollbacks by their estimate and by what it may hide', () => {
    expect(missed({ 'glidepath/healthy': { rolledBack: 3 / 400 } })).toEqual([]);
    // 4 of 400 are 1 %, but 2.3 % cannot be excluded.
    expect(missed({ 'glidepath/healthy': { rolledBack: 4 / 400 } })).toHaveLength(1);
  });

  it('bound wrong promotions', () => {
    expect(missed({ 'glidepath/x5': { promoted: 0.01 }, 'glidepath/x2': { promoted: 0.05 } })).toEqual([]);
    expect(missed({ 'glidepath/x5': { promoted: 0.0125 } })).toEqual(['wrong promotions of x5 <= 1 %']);
    expect(missed({ 'glidepath/x2': { promoted: 0.0525 } })).toEqual(['wrong promotions of x2 <= 5 %']);
  });

  it('ask for quick and certain promotions where there is traffic', () => {
    const slow = { 'glidepath/healthy': { medianPromoteS: 305, inconclusive: 0.01, promoted: 0.99 } };
    expect(missed(slow)).toEqual(['healthy promoted within 300 s', 'no healthy release inconclusive']);
    expect(missed(slow, { ...DEFAULTS, requestsPerSecond: 99 })).toEqual([]);
    const few = { 'glidepath/healthy': { medianPromoteS: 60, promoted: 0.49 } };
    expect(missed(few)).toEqual(['healthy promoted within 300 s']);
  });

  it('compare x5 with the best peer that can be trusted', () => {
    const found = 'x5 found within 1.3 x the best trusted peer';
    const harm = 'x5: fewer excess bad requests than each trusted peer';
    const quick = { medianRollbackS: 76, excessBad: 20 };
    expect(missed({ 'argo-3/x5': quick })).toEqual([found, harm]);
    expect(missed({ 'argo-3/x5': { ...quick, medianRollbackS: 77 } })).toEqual([harm]);
    expect(missed({ 'argo-3/x5': quick, 'argo-3/healthy': { rolledBack: 0.0225 } })).toEqual([]);
  });

  it('take a peer that finds less than half for one that never finds it', () => {
    const lucky = { medianRollbackS: 5, rolledBack: 0.49, promoted: 0.51 };
    expect(missed({ 'argo-3/x5': lucky })).toEqual([]);
    expect(delayOf(cell('a', 'x5', lucky))).toBe(Infinity);
    expect(delayOf(cell('a', 'x5', { rolledBack: 0.5 }))).toBe(100);
  });

  it('compare x2 with Kayenta in haste, where that can be trusted', () => {
    const sooner = 'x2 found sooner than Kayenta at 5 minutes';
    expect(missed({ 'kayenta-5m/x2': { medianRollbackS: 100 } })).toEqual([sooner]);
    expect(missed({ 'glidepath/x2': { rolledBack: 0.4 } })).toEqual([sooner]);
    const neither = { 'glidepath/x2': { rolledBack: 0.3 }, 'kayenta-5m/x2': { rolledBack: 0.2 } };
    expect(missed(neither)).toEqual([]);
    const hasty = { 'kayenta-5m/x2': { medianRollbackS: 5 }, 'kayenta-5m/healthy': { rolledBack: 0.05 } };
    expect(missed(hasty)).toEqual([]);
  });

  it('are open where cells are missing', () => {
    const open = goalsOf(DEFAULTS, [cell('glidepath', 'healthy')], 400);
    expect(open.filter(({ met }) => met === null).map(({ what }) => what)).toContain(
      'wrong promotions of x5 <= 1 %',
    );
    expect(open.find(({ what }) => what.startsWith('false rollbacks'))?.met).toBe(true);
  });
});
