import type { Entry, Listener, Look } from '../ports.ts';

/** Keeps what the conductor tells. */
export class RecordingListener implements Listener {
  readonly entries: Entry[] = [];
  readonly samples: Look[] = [];
  readonly notes: string[] = [];

  event(entry: Entry): void {
    this.entries.push(entry);
  }

  sample(sample: Look): void {
    this.samples.push(sample);
  }

  note(text: string): void {
    this.notes.push(text);
  }
}
