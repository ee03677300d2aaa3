import type { Gate } from './delivery.ts';
import type { Afterwards, Arrivals, Notice, Person, Who } from './around.ts';
import { flagGateText } from './describe-flags.ts';
import type { EnvironmentText, NoticeText } from './file/delivery-file.ts';
import { formatDuration } from './text/duration.ts';
import { ANYONE, formatPerson } from './text/person.ts';

/** What stands around a rollout, as the file's long form says it: gates, arrivals, people, what follows, notices. */

export function gateText(gate: Gate): NonNullable<EnvironmentText['gates']>[number] {
  switch (gate.kind) {
    case 'freeze':
      return {
        freeze: {
          window: gate.window.text,
          ...(gate.except.length === 0 ? {} : { except: gate.except.map(({ text }) => text) }),
          ...(gate.reason === null ? {} : { reason: gate.reason }),
        },
      };
    case 'checks':
      return { checks: [...gate.names] };
    case 'deployed': {
      const { environment, repository } = gate;
      return { deployed: { environment, ...(repository === null ? {} : { repository }) } };
    }
    case 'flag':
      return flagGateText(gate);
  }
}

export function arrivalsText(arrivals: Arrivals): NonNullable<EnvironmentText['arrivals']> {
  switch (arrivals.kind) {
    case 'queue':
      return { queue: formatDuration(arrivals.timeout) };
    case 'supersede':
    case 'reject':
      return arrivals.kind;
  }
}

export function whoText(who: Who): NonNullable<EnvironmentText['who']> {
  return {
    deploy: peopleText(who.deploy),
    promote: peopleText(who.promote),
    rollback: peopleText(who.rollback),
    override: peopleText(who.override),
    block: peopleText(who.block),
  };
}

function peopleText(people: readonly Person[]): string | string[] {
  return people.length === 0 ? ANYONE : people.map(formatPerson);
}

export function afterwardsText({
  releaseNote,
  runbook,
  ...same
}: Afterwards): NonNullable<EnvironmentText['afterwards']> {
  return { ...same, 'release-note': releaseNote, ...(runbook === null ? {} : { runbook }) };
}

export function noticeText({ channel, on, environments }: Notice): NoticeText {
  const rest = { on: [...on], ...(environments === null ? {} : { environments: [...environments] }) };
  switch (channel.kind) {
    case 'slack':
      return { slack: { 'url-env': channel.urlEnv }, ...rest };
    case 'webhook': {
      const { urlEnv, headers, secretEnv } = channel;
      const secret = secretEnv === null ? {} : { 'secret-env': secretEnv };
      return { webhook: { 'url-env': urlEnv, headers: { ...headers }, ...secret }, ...rest };
    }
    case 'grafana': {
      const { url, tokenEnv, dashboard, tags } = channel;
      const only = dashboard === null ? {} : { dashboard };
      const more = tags.length === 0 ? {} : { tags: [...tags] };
      return { grafana: { url, 'token-env': tokenEnv, ...only, ...more }, ...rest };
    }
  }
}
