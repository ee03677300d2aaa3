import type { CheckedSlo, CheckSlosAnswer } from '@glidepath/verbs/check-slos';
import type { GuardView } from '@glidepath/rollout';
import type { Colours } from '../terminal.ts';
import { columns, printable, releaseText, span, weightText } from './layout.ts';

/** Each SLO: whether it can be measured, how the releases stand, and how long a verdict will take. */
export function checkSlosText(answer: CheckSlosAnswer, colours: Colours): string {
  const { service, environment, stable, slos, guards } = answer;
  const live = stable === null ? 'no release is live yet' : `live is ${releaseText(stable)}`;
  return [
    `${colours.bold(`${service} in ${environment}`)}: ${live}`,
    ...slos.map((slo) => sloText(slo, stable !== null, colours)),
    ...guards.map((guard) => guardText(guard, colours)),
  ].join('\n');
}

function sloText(slo: CheckedSlo, live: boolean, { green, red, yellow, dim }: Colours): string {
  const { trouble, query } = slo;
  const lines =
    trouble === null
      ? [`${green('✓')} ${slo.slo}: ${soundText(slo, live)}`]
      : [
          `${red('✗')} ${slo.slo}: ${printable(trouble.why)}`,
          `  ${printable(trouble.mend)}`,
          ...(query === null ? [] : [dim(`  asked: ${printable(query)}`)]),
        ];
  const figures = [...ratesText(slo), ...budgetText(slo), ...forecastText(slo)];
  const missing = slo.missing === null || trouble !== null ? [] : [yellow(`  ! ${printable(slo.missing)}`)];
  return [...lines, ...figures, ...missing].join('\n');
}

function guardText({ guard, state, why, then }: GuardView, { green, red, yellow }: Colours): string {
  const said = `${printable(guard)}: ${printable(why)}`;
  switch (state) {
    case 'quiet':
      return `${green('✓')} ${said}`;
    case 'firing':
      return then.kind === 'slow'
        ? `${yellow('!')} ${said}; a rollout bakes ${then.factor} times as long`
        : `${red('✗')} ${said}; it lets nothing in now`;
    case 'unknown':
      return `${red('?')} ${said}; nothing comes in while it can't be asked`;
  }
}

function soundText({ source }: CheckedSlo, live: boolean): string {
  if (source === 'target') return 'counted by the target itself';
  return live ? `can be measured (${source})` : `${source} answers; there is no release to ask for yet`;
}

function ratesText({ rates }: CheckedSlo): readonly string[] {
  if (rates === null || rates.length === 0) return [];
  return [
    columns(
      rates.map(({ release, requestsPerSecond, badShare }) => [
        '',
        printable(release),
        `${Number(requestsPerSecond.toPrecision(3))}/s`,
        badShare === null ? 'no requests in 5m' : `${share(badShare)} bad in 5m`,
      ]),
    ),
  ];
}

function budgetText({ budgetLeft }: CheckedSlo): readonly string[] {
  if (budgetLeft === null) return [];
  return [`  error budget: ${share(budgetLeft)} left of what is known of the last 30 days`];
}

function forecastText({ forecast }: CheckedSlo): readonly string[] {
  if (forecast === null) return [];
  const stages = forecast.map(({ kind, weight, healthyMs }) => {
    const where = kind === 'watch' ? 'watch' : weightText(weight);
    return `${where} ${healthyMs === null ? 'not within a day' : span(healthyMs)}`;
  });
  return [`  until a healthy release passes: ${stages.join(', ')}`];
}

function share(part: number): string {
  return `${Number((part * 100).toPrecision(3))} %`;
}
