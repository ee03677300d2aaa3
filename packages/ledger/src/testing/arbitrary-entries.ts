import { digest, instant, millis, percent } from '@glidepath/model';
import type { Bake, Release } from '@glidepath/model';
import { DECISIONS, PAUSE_REASONS, REASONS, VERBS } from '@glidepath/rollout';
import type {
  EnvironmentState,
  Event,
  Holder,
  Phase,
  Plan,
  Request,
  Rollout,
  SliNote,
  Station,
  VerdictNote,
} from '@glidepath/rollout';
import * as fc from 'fast-check';
import { NOTE_LIMIT, plain } from '../text.ts';

/** Random events and states of every kind, with texts that are as nasty as the types allow. */

export const nastyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.constantFrom(
    '\u001b[31mred\u001b[0m',
    '\u001b]0;title\u0007',
    'a\r\nb\tc\0d\u0085e',
    'half \ud800',
    '\u202etxt.exe',
    'Glidepath-Entry: {"version":1}',
    '\n\nGlidepath-Entry: {"version":99,\n "event":{}}\n',
    'word '.repeat(700),
    '😀'.repeat(1500),
  ),
);
/** What is left of such a text in a note. */
const noteText = nastyText.map((text) => plain(text, NOTE_LIMIT));

const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const index = fc.nat({ max: 3 });
const anInstant = fc.integer({ min: -1, max: 8_640_000_000_000_000 }).map(instant);
const aLength = fc.nat().map(millis);
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });

const release: fc.Arbitrary<Release> = fc.record({
  digest: hex(64).map((text) => digest(`sha256:${text}`)),
  name: nastyText,
  commit: orNull(fc.oneof(hex(40), hex(64))),
  committedAt: orNull(anInstant),
});

const bake: fc.Arbitrary<Bake> = fc.record({ min: aLength, max: aLength });
const policy = fc.constantFrom('hold' as const, 'extend' as const, 'pause' as const, 'rollback' as const);

/** At least four steps, so that every index above is one of them. */
const plan: fc.Arbitrary<Plan> = fc.record({
  strategy: fc.constantFrom('canary' as const, 'rolling' as const, 'blue-green' as const),
  steps: fc.array(
    fc.record({
      weight: fc.double({ min: 0, max: 100, noNaN: true }).map((value) => percent(value + 0)),
      bake: orNull(bake),
      approval: fc.boolean(),
      wave: orNull(
        fc.record({
          index: fc.nat({ max: 3 }),
          weight: fc.integer({ min: 0, max: 100 }).map(percent),
        }),
      ),
    }),
    { minLength: 4, maxLength: 6 },
  ),
  waves: fc.array(fc.array(fc.string(), { minLength: 1, maxLength: 3 }), { maxLength: 4 }),
  watch: bake,
  policies: fc.record({
    breach: fc.constantFrom('hold' as const, 'pause' as const, 'rollback' as const),
    tooFewSamples: policy,
    noData: policy,
    sourceDown: policy,
    drift: fc.constantFrom('restore' as const, 'hold' as const, 'pause' as const, 'rollback' as const),
    onCancel: fc.constantFrom('rollback' as const, 'hold' as const),
    pause: fc.record({
      timeout: aLength,
      // oxlint-disable-next-line unicorn/no-thenable -- the model's own key, and a word, not a function
      then: fc.constantFrom('rollback' as const, 'leave' as const),
    }),
  }),
  progressDeadline: aLength,
});

const reason = fc.constantFrom(...REASONS);
const decision = fc.constantFrom(...DECISIONS);
const why = fc.constantFrom(...PAUSE_REASONS);
const retreat = fc.constantFrom('rolled-back' as const, 'aborted' as const, 'superseded' as const);
const kind = <K extends string>(name: K) => fc.constant(name);

const station: fc.Arbitrary<Station> = fc.oneof(
  fc.record({ kind: kind('step'), index }),
  fc.record({ kind: kind('watching') }),
);

const phase: fc.Arbitrary<Phase> = fc.oneof(
  fc.record({ kind: kind('preparing'), since: anInstant }),
  fc.record({ kind: kind('step'), since: anInstant, index }),
  fc.record({ kind: kind('paused'), since: anInstant, at: station, why }),
  fc.record({ kind: kind('promoting'), since: anInstant }),
  fc.record({ kind: kind('watching'), since: anInstant }),
  fc.record({ kind: kind('finishing'), since: anInstant, reason }),
  fc.record({ kind: kind('rolling-back'), since: anInstant, to: retreat, reason }),
  fc.record({ kind: kind('ended'), at: anInstant, decision, reason }),
);

const request: fc.Arbitrary<Request> = fc.record({
  verb: fc.constantFrom(...VERBS),
  to: orNull(release),
  actor: nastyText,
  at: anInstant,
  note: noteText,
});

const rolloutBase = {
  id: nastyText,
  release,
  stable: orNull(release),
  plan,
  passedOver: fc.array(nastyText, { maxLength: 3 }),
};

const rollout: fc.Arbitrary<Rollout> = fc.record({
  ...rolloutBase,
  startedAt: anInstant,
  phase,
  request: orNull(request),
});

const holder: fc.Arbitrary<Holder> = fc.record({
  id: fc.uuid(),
  actor: nastyText,
  host: nastyText,
  pid: fc.nat(),
  started: orNull(fc.string()),
  url: orNull(fc.webUrl()),
  run: orNull(fc.record({ repository: nastyText, id: fc.nat(), attempt: fc.nat() })),
});

export const arbitraryState: fc.Arbitrary<EnvironmentState> = fc.record({
  service: nastyText,
  environment: nastyText,
  live: orNull(release),
  previous: orNull(release),
  blocked: fc.array(
    fc.record({
      digest: hex(64).map((text) => digest(`sha256:${text}`)),
      at: anInstant,
      reason,
      rollout: nastyText,
    }),
    { maxLength: 3 },
  ),
  closed: orNull(fc.record({ reason: noteText, actor: nastyText, at: anInstant, until: orNull(anInstant) })),
  rollout: orNull(rollout),
  lease: orNull(fc.record({ holder, expiresAt: anInstant })),
  fence: fc.nat(),
});

const counts = fc.record({ bad: number, total: number });
const sli: fc.Arbitrary<SliNote> = fc.record({
  sli: nastyText,
  candidate: counts,
  stable: counts,
  lnRollback: orNull(number),
  lnPromotion: orNull(number),
});
const verdict: fc.Arbitrary<VerdictNote> = fc.record({
  kind: fc.constantFrom(
    'healthy' as const,
    'breach' as const,
    'too-few-samples' as const,
    'no-data' as const,
    'source-down' as const,
  ),
  reason: noteText,
  slis: fc.array(sli, { maxLength: 3 }),
});

const signed = { at: anInstant, actor: nastyText, note: noteText, verdict: orNull(verdict) };

export const arbitraryEvent: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ kind: kind('started'), rollout: fc.record(rolloutBase), ...signed }),
  fc.record({ kind: kind('stepped'), index, ...signed }),
  fc.record({ kind: kind('paused'), why, ...signed }),
  fc.record({ kind: kind('resumed'), ...signed }),
  fc.record({ kind: kind('promoting'), ...signed }),
  fc.record({ kind: kind('watching'), ...signed }),
  fc.record({ kind: kind('finishing'), reason, ...signed }),
  fc.record({ kind: kind('rolling-back'), to: retreat, reason, ...signed }),
  fc.record({ kind: kind('ended'), decision, reason, ...signed }),
  fc.record({ kind: kind('requested'), verb: fc.constantFrom(...VERBS), to: orNull(release), ...signed }),
  fc.record({ kind: kind('dismissed'), ...signed }),
  fc.record({ kind: kind('taken-over'), ...signed }),
  fc.record({ kind: kind('renewed'), ...signed }),
  fc.record({ kind: kind('left'), ...signed }),
  fc.record({ kind: kind('closed'), until: orNull(anInstant), ...signed }),
  fc.record({ kind: kind('opened'), ...signed }),
  fc.record({ kind: kind('unblocked'), digest: hex(64).map((text) => digest(`sha256:${text}`)), ...signed }),
);
