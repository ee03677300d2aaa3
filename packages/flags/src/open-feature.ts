import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { FlagAnswer, FlagContext, FlagQuestion, FlagSource, FlagTrouble } from '@glidepath/conductor';
import { formatDuration, shown } from '@glidepath/model';
import type { Millis } from '@glidepath/model';
import { ErrorCode, NOOP_PROVIDER, OpenFeature } from '@openfeature/server-sdk';
import type { Client, EvaluationContext, EvaluationDetails, JsonValue } from '@openfeature/server-sdk';
import type { Connection } from './connection.ts';
import { isOfType, plain } from './flag-value.ts';
import { archived, broken, notFound, unreachable, wrongType } from './troubles.ts';

const SILENT = { error() {}, warn() {}, info() {}, debug() {} };

/** Asks a provider through OpenFeature, under a domain of its own so that several do not disturb each other. */
export function throughOpenFeature(connection: Connection): FlagSource {
  const domain = `glidepath-${randomUUID()}`;
  OpenFeature.setLogger(SILENT);
  // What a failed start means is the connection's to tell.
  const started = OpenFeature.setProviderAndWait(domain, connection.provider).catch(() => undefined);
  const client = OpenFeature.getClient(domain).setLogger(SILENT);
  let closed = false;
  return {
    async evaluate(questions, context, limit) {
      // What comes after would give the default as an answer.
      if (closed) return questions.map(() => unreachable(connection.place, 'is closed'));
      const late = new Deadline(limit);
      const asked = evaluationContext(context);
      try {
        return await Promise.all(
          questions.map(async (question) => answerTo(question, asked, { connection, client, started, late })),
        );
      } finally {
        late.stop();
      }
    },
    async close() {
      if (closed) return;
      closed = true;
      // A provider that nobody refers to any longer is closed.
      await OpenFeature.setProviderAndWait(domain, NOOP_PROVIDER).catch(() => undefined);
    },
  };
}

interface Asking {
  readonly connection: Connection;
  readonly client: Client;
  readonly started: Promise<void>;
  readonly late: Deadline;
}

async function answerTo(
  question: FlagQuestion,
  context: EvaluationContext,
  { connection, client, started, late }: Asking,
): Promise<FlagAnswer> {
  const tooLate = (): FlagTrouble =>
    connection.state() ??
    unreachable(connection.place, `did not answer within ${formatDuration(late.limit)}`);
  if ((await late.bound(started)) === LATE) return tooLate();
  const hindrance = connection.state();
  if (hindrance !== null) return hindrance;
  const details = await late.bound(detailsOf(client, question, context));
  return details === LATE ? tooLate() : judged(question, details, client, connection);
}

/** OpenFeature demands a default. It is never an answer. */
async function detailsOf(
  client: Client,
  { key, type }: FlagQuestion,
  context: EvaluationContext,
): Promise<EvaluationDetails<JsonValue>> {
  switch (type) {
    case 'boolean':
      return client.getBooleanDetails(key, false, context);
    case 'string':
      return client.getStringDetails(key, '', context);
    case 'number':
      return client.getNumberDetails(key, 0, context);
    case 'object':
      return client.getObjectDetails(key, {}, context);
  }
}

function judged(
  { key, type }: FlagQuestion,
  details: EvaluationDetails<JsonValue>,
  client: Client,
  connection: Connection,
): FlagAnswer {
  const { place, secrets } = connection;
  const text = (words: string | undefined): string | null =>
    words === undefined || words === '' ? null : shown(words, secrets);
  if (details.errorCode !== undefined) {
    return (
      // What was wrong with the connection in that moment tells more than the error that it led to.
      connection.state() ??
      connection.explain(details, client.providerStatus) ??
      inGeneral(key, type, details, connection)
    );
  }
  const variant = text(details.variant);
  const reason = text(details.reason);
  if (connection.needsVariant && variant === null)
    return archived(place, key, `serves no value${reason === null ? '' : ` (${reason})`}`);
  const value = plain(details.value);
  if (!isOfType(value, type)) return wrongType(place, key, type);
  return { kind: 'value', value, variant, reason };
}

function inGeneral(
  key: string,
  type: string,
  { errorCode = ErrorCode.GENERAL, errorMessage }: EvaluationDetails<JsonValue>,
  { place, secrets }: Connection,
): FlagTrouble {
  const says = shown(errorMessage ?? '', secrets);
  const because = says === '' ? '' : `: ${says}`;
  switch (errorCode) {
    case ErrorCode.FLAG_NOT_FOUND:
      return notFound(place, key);
    case ErrorCode.TYPE_MISMATCH:
      return wrongType(place, key, type);
    case ErrorCode.PROVIDER_NOT_READY:
    case ErrorCode.PROVIDER_FATAL:
      return unreachable(place, `is not ready${because}`);
    case ErrorCode.PARSE_ERROR:
    case ErrorCode.INVALID_CONTEXT:
    case ErrorCode.TARGETING_KEY_MISSING:
    case ErrorCode.GENERAL:
      return broken(place, `cannot evaluate the flag "${key}"${because}`, 'check its rules there');
  }
}

/** The context by name and nothing else. Percentages are drawn by the service. */
function evaluationContext({ service, environment, release, commit, actor }: FlagContext): EvaluationContext {
  const known = Object.entries({ service, environment, release, commit, actor }).flatMap(([name, value]) =>
    value === null ? [] : [[name, value] as const],
  );
  return { targetingKey: service ?? 'glidepath', ...Object.fromEntries(known) };
}

const LATE: unique symbol = Symbol('late');

/** A time after which nothing is waited for any longer. */
class Deadline {
  readonly limit: Millis;
  readonly #stopped = new AbortController();
  readonly #over: Promise<typeof LATE>;

  constructor(limit: Millis) {
    this.limit = limit;
    this.#over = setTimeout<typeof LATE>(limit, LATE, { signal: this.#stopped.signal }).catch(() => LATE);
  }

  async bound<T>(work: Promise<T>): Promise<T | typeof LATE> {
    return Promise.race([work, this.#over]);
  }

  stop(): void {
    this.#stopped.abort();
  }
}
