import type { Listener } from '@glidepath/conductor';
import { newProgress, progressLine, type News } from '@glidepath/report';
import type { Terminal } from './terminal.ts';

/** What the conductor tells, a line each, on the stream that is not the result's. */
export function liveProgress({ note, noteColours }: Terminal): Listener {
  let progress = newProgress();
  const tell = (news: News): void => {
    const next = progressLine(progress, news, noteColours);
    progress = next.progress;
    note(next.line);
  };
  return {
    event: (entry) => tell({ kind: 'event', entry }),
    sample: (sample) => tell({ kind: 'sample', sample }),
    note: (text) => tell({ kind: 'note', at: Date.now(), text }),
  };
}
