import { setTimeout as sleep } from 'node:timers/promises';
import type { Entry, Witness } from '@glidepath/conductor';
import type { Notice } from '@glidepath/model';
import { addressOf, type Address } from './address.ts';
import { annotationMessages } from './grafana.ts';
import type { Links, News } from './news.ts';
import type { Message } from './post.ts';
import { PACE, send, type Pace } from './send.ts';
import { slackMessage } from './slack.ts';
import { topicsOf } from './topics.ts';
import { webhookMessage } from './webhook.ts';

export interface NoticeOptions {
  /** As the delivery file has them. */
  readonly notices: readonly Notice[];
  /** Where the addresses and secrets are. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly links: Links;
  /** Aborts when the run is told to stop: then little time is left. */
  readonly stop: AbortSignal;
  /** Told of what could not be sent, once for each trouble; no secret is in it. */
  readonly note: (text: string) => void;
  readonly pace?: Pace;
}

/** Tells the channels of a delivery file what becomes of a rollout: each in order, all at once, behind the rollout's back. */
export function createNotices(options: NoticeOptions): Witness {
  const { notices, links, stop, pace = PACE } = options;
  const cut = new AbortController();
  const lines = notices.map((notice) => new Line(notice, options, pace, cut.signal));
  return {
    entry(entry) {
      for (const line of lines) line.add(entry, links);
    },
    async settle() {
      const empty = Promise.all(lines.map((line) => line.empty()));
      if (await within(empty, stop, pace)) return;
      cut.abort();
      await empty;
    },
  };
}

/** One channel and what waits to be sent to it. */
class Line {
  readonly #notice: Notice;
  readonly #address: Address | string;
  readonly #pace: Pace;
  readonly #cut: AbortSignal;
  readonly #note: (text: string) => void;
  readonly #told = new Set<string>();
  #last: Promise<void> = Promise.resolve();

  constructor(
    notice: Notice,
    { env, note }: Pick<NoticeOptions, 'env' | 'note'>,
    pace: Pace,
    cut: AbortSignal,
  ) {
    this.#notice = notice;
    this.#address = addressOf(notice.channel, env);
    this.#pace = pace;
    this.#cut = cut;
    this.#note = note;
  }

  add({ id, event, state }: Entry, links: Links): void {
    const { on, environments } = this.#notice;
    const topic = topicsOf(event).find((one) => on.includes(one));
    if (topic === undefined || state.rollout === null) return;
    if (environments !== null && !environments.includes(state.environment)) return;
    const news: News = { topic, entry: id, event, rollout: state.rollout, state, links };
    this.#last = this.#last
      .then(async () => this.#send(news))
      .catch(() => this.#tell('it could not be written'));
  }

  async empty(): Promise<void> {
    await this.#last;
  }

  async #send(news: News): Promise<void> {
    const address = this.#address;
    if (typeof address === 'string') return this.#tell(address);
    for (const message of this.#messagesOf(news, address)) {
      const trouble = await send(address, message, this.#pace, this.#cut);
      if (trouble !== null) this.#tell(trouble);
    }
  }

  #messagesOf(news: News, address: Address): readonly Message[] {
    const { channel } = this.#notice;
    switch (channel.kind) {
      case 'slack':
        return [slackMessage(news, address)];
      case 'webhook':
        return [webhookMessage(news, address)];
      case 'grafana':
        return annotationMessages(news, channel, address);
    }
  }

  /** The same trouble is told once. */
  #tell(trouble: string): void {
    if (this.#told.has(trouble)) return;
    this.#told.add(trouble);
    this.#note(`a notice was not delivered: ${trouble}`);
  }
}

/** Whether `work` is done in the time that there is; less of it once the run is told to stop. */
async function within(work: Promise<unknown>, stop: AbortSignal, pace: Pace): Promise<boolean> {
  const over = new AbortController();
  const time = sleep(pace.settleMs, false, { signal: AbortSignal.any([stop, over.signal]) })
    .catch(async () => sleep(pace.stoppedMs, false, { signal: over.signal }))
    .catch(() => false);
  const done = await Promise.race([work.then(() => true), time]);
  over.abort();
  return done;
}
