import type { Entry, Listener, Look, Sample } from '@glidepath/conductor';
import { newProgress, progressLine, type News } from '@glidepath/report';
import type { Runner } from './runner.ts';

/** The run's log: each phase is a group under the line that began it, with the looks and notes inside. */
export class RunLog implements Listener {
  readonly #runner: Pick<Runner, 'log' | 'startGroup' | 'endGroup'>;
  readonly #samples: Sample[];
  #progress = newProgress();
  #inGroup = false;

  /** @param samples gets every look, for charts */
  constructor(runner: Pick<Runner, 'log' | 'startGroup' | 'endGroup'>, samples: Sample[] = []) {
    this.#runner = runner;
    this.#samples = samples;
  }

  event(entry: Entry): void {
    const line = this.#line({ kind: 'event', entry });
    switch (entry.event.kind) {
      case 'started':
      case 'taken-over':
      case 'stepped':
      case 'paused':
      case 'resumed':
      case 'promoting':
      case 'watching':
      case 'finishing':
      case 'rolling-back':
        this.close();
        this.#runner.startGroup(line);
        this.#inGroup = true;
        return;
      case 'ended':
      case 'left':
        this.close();
        this.#runner.log(line);
        return;
      case 'requested':
      case 'dismissed':
      case 'renewed':
      case 'closed':
      case 'opened':
      case 'unblocked':
        this.#runner.log(line);
        return;
    }
  }

  sample(look: Look): void {
    this.#samples.push(look);
    this.#runner.log(this.#line({ kind: 'sample', sample: look }));
  }

  note(text: string): void {
    this.#runner.log(this.#line({ kind: 'note', at: Date.now(), text }));
  }

  /** Ends the group that is open. */
  close(): void {
    if (this.#inGroup) this.#runner.endGroup();
    this.#inGroup = false;
  }

  #line(news: News): string {
    const { line, progress } = progressLine(this.#progress, news);
    this.#progress = progress;
    return line;
  }
}
