import type { Entry, Listener, Sample } from '../ports.ts';

/** Keeps what the conductor tells. */
export class RecordingListener implements Listener {
  readonly entries: Entry[] = [];
  readonly samples: Sample[] = [];
  readonly notes: string[] = [];

  event(entry: Entry): void {
    this.entries.push(entry);
  }

  sample(sample: Sample): void {
    this.samples.push(sample);
  }

  note(text: string): void {
    this.notes.push(text);
  }
}
