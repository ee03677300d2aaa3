import { Document, isCollection, isPair, visit } from 'yaml';
import type { Bake, Delivery, Environment, Margin, Strategy } from './delivery.ts';
import { afterwardsText, arrivalsText, gateText, noticeText, whoText } from './describe-around.ts';
import { buildText } from './describe-build.ts';
import { requireText } from './describe-proof.ts';
import { flagGateText, writtenFlags } from './describe-flags.ts';
import { guardText } from './describe-guards.ts';
import { sourceText } from './describe-prometheus.ts';
import { writtenSources } from './describe-sources.ts';
import { targetText } from './describe-target.ts';
import { wavesText } from './describe-waves.ts';
import type { DeliveryText, EnvironmentText } from './file/delivery-file.ts';
import type { FlagsText } from './file/flags.ts';
import type { SourcesText } from './file/sources.ts';
import { formatDuration } from './text/duration.ts';
import { formatObjective } from './text/objective.ts';
import { formatPercent } from './text/percent.ts';
import { percent } from './units.ts';

/** The delivery as a file would say it without any short form or default: what was left out stands there too. */
export function describeDelivery(delivery: Delivery): DeliveryText {
  const slos = delivery.environments.flatMap((environment) => environment.slos);
  const { shared, own } = writtenSources(delivery.environments);
  const flags = writtenFlags(delivery.environments);
  return {
    service: delivery.service,
    ...(delivery.build.length === 0
      ? {}
      : { build: Object.fromEntries(delivery.build.map((one) => [one.name, buildText(one)])) }),
    environments: Object.fromEntries(
      delivery.environments.map((one, index) => [
        one.name,
        environmentText(one, own[index] ?? {}, flags.own[index] ?? null),
      ]),
    ),
    slos: Object.fromEntries(
      slos.map(({ name, objective, weight, source }) => [
        name,
        { objective: formatObjective(objective), weight, ...sourceText(source) },
      ]),
    ),
    ...(isEmpty(shared) ? {} : { sources: shared }),
    ...(flags.shared === null ? {} : { flags: flags.shared }),
    notices: delivery.notices.map(noticeText),
  };
}

/** The same as YAML; reads back as an equal delivery. */
export function formatDelivery(delivery: Delivery): string {
  const document = new Document(describeDelivery(delivery), { aliasDuplicateObjects: false });
  // What holds only plain values is one thing to the eye: one line.
  visit(document, {
    Collection(_, node) {
      const parts = node.items.map((item: unknown) => (isPair(item) ? item.value : item));
      node.flow = parts.length <= MOST_ON_A_LINE && !parts.some(isCollection);
    },
  });
  return document.toString({ lineWidth: 0 }).replace(UNESCAPED, (character) => {
    const code = character.charCodeAt(0).toString(16);
    return `\\x${code}`;
  });
}
const MOST_ON_A_LINE = 4;
/** Control characters that the library puts in double quotes but leaves as they are; YAML does not allow them. */
const UNESCAPED = /[\u007f-\u0084\u0086-\u009f]/g;

function environmentText(
  environment: Environment,
  sources: SourcesText,
  flags: FlagsText | null,
): EnvironmentText {
  const { after, takesBack, url, target, strategy, gates, guards, slos, policies, analysis } = environment;
  return {
    ...(after === null ? {} : { after }),
    ...(takesBack === null ? {} : { 'takes-back': takesBack }),
    ...(url === null ? {} : { url }),
    ...(target.kind === 'waves' ? wavesText(target) : { target: targetText(target) }),
    strategy: strategyText(strategy),
    gates: gates.map(gateText),
    ...(environment.require === null ? {} : { require: requireText(environment.require) }),
    guards: guards.map(guardText),
    slos: slos.map(({ name }) => name),
    ...(isEmpty(sources) ? {} : { sources }),
    ...(flags === null ? {} : { flags }),
    on: {
      breach: policies.breach,
      'too-few-samples': policies.tooFewSamples,
      'no-data': policies.noData,
      'source-down': policies.sourceDown,
      drift: policies.drift,
      cancel: policies.onCancel,
    },
    // oxlint-disable-next-line unicorn/no-thenable -- a key of the file, never a function
    pause: { timeout: formatDuration(policies.pause.timeout), then: policies.pause.then },
    analysis: {
      poll: formatDuration(analysis.poll),
      'warm-up': formatDuration(analysis.warmUp),
      alpha: shareText(analysis.alpha),
      beta: shareText(analysis.beta),
      'rollback-margin': marginText(analysis.rollbackMargin),
      'promotion-margin': marginText(analysis.promotionMargin),
    },
    arrivals: arrivalsText(environment.arrivals),
    recovery: environment.recovery,
    who: whoText(environment.who),
    afterwards: afterwardsText(environment.afterwards),
  };
}

function isEmpty(sources: SourcesText): boolean {
  return Object.keys(sources).length === 0;
}

function strategyText(strategy: Strategy): EnvironmentText['strategy'] {
  const watch = bakeText(strategy.watch);
  switch (strategy.kind) {
    case 'canary': {
      const steps = strategy.steps.map(({ weight, bake, approval, gates }) => ({
        weight: formatPercent(weight),
        bake: bakeText(bake),
        approval,
        ...(gates.length === 0 ? {} : { flag: gates.map(flagGateText) }),
      }));
      return { canary: steps, watch };
    }
    case 'rolling':
      return { rolling: { batches: strategy.batches }, bake: bakeText(strategy.bake), watch };
    case 'blue-green':
      return { 'blue-green': { approval: strategy.approval }, watch };
  }
}

function bakeText({ min, max }: Bake): { min: string; max: string } {
  return { min: formatDuration(min), max: formatDuration(max) };
}

function marginText({ ratio, budgetShare }: Margin): { ratio: number; 'budget-share': string } {
  return { ratio, 'budget-share': shareText(budgetShare) };
}

/** A share from 0 to 1. */
function shareText(share: number): string {
  return formatPercent(percent(share * 100));
}
