import type { JudgeSettings, SliSpec } from '@glidepath/analysis';
import type { AnalysisSpec, Slo } from '@glidepath/model';

/** An SLO as the judge takes it: its error budget as a share of 1, and what it counts for. */
export function sliSpecOf(slo: Slo): Required<SliSpec> {
  return { name: slo.name, budget: (100 - slo.objective.target) / 100, weight: slo.weight };
}

/** The delivery file's knobs as the judge takes them. */
export function settingsOf(analysis: AnalysisSpec): JudgeSettings {
  return {
    pollMs: analysis.poll,
    warmUpMs: analysis.warmUp,
    alpha: analysis.alpha,
    beta: analysis.beta,
    rollback: analysis.rollbackMargin,
    promotion: analysis.promotionMargin,
  };
}
