import type { Exposition } from './exporter.ts';

/**
 * Native histograms as the protobuf format of Prometheus carries them: io.prometheus.client.MetricFamily, each with its
 * length before it. The numbers of the fields are those of metrics.proto in prometheus/client_model.
 */
export const NATIVE: Exposition = {
  contentType: 'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited',
  write(group, { version, good, bad, slow }, at) {
    const all = good + bad;
    const metric = message([
      bytes(1, pair('group', group)),
      bytes(1, pair('version', version)),
      bytes(7, histogram(all - slow, slow)),
      ...(at === null ? [] : [number(6, at)]),
    ]);
    const family = message([text(1, NAME), number(3, HISTOGRAM), bytes(4, metric)]);
    return message([varint(family.length), family]);
  },
};

const NAME = 'request_duration_seconds';
const HISTOGRAM = 4;
/** Edges are the powers of 2^(1/8): bucket n ends at 2^(n/8). */
const SCHEMA = 3;
/** Ends at 0.21 s, and at 1 s. */
const [FAST, SLOW] = [-18, 0] as const;

/** Two buckets: the first after an offset from 0, the second after a gap; counts as differences from the one before. */
function histogram(fast: number, slow: number): Uint8Array {
  return message([
    number(1, fast + slow),
    double(2, fast * 0.2 + slow),
    number(5, zigzag(SCHEMA)),
    double(6, 2 ** -128),
    number(7, 0),
    bytes(12, span(FAST)),
    bytes(12, span(SLOW - FAST - 1)),
    bytes(13, message([varint(zigzag(fast)), varint(zigzag(slow - fast))])),
  ]);
}

function span(offset: number): Uint8Array {
  return message([number(1, zigzag(offset)), number(2, 1)]);
}

function pair(name: string, value: string): Uint8Array {
  return message([text(1, name), text(2, value)]);
}

function number(field: number, value: number): Uint8Array {
  return message([varint(field * 8), varint(value)]);
}

function double(field: number, value: number): Uint8Array {
  const encoded = new DataView(new ArrayBuffer(8));
  encoded.setFloat64(0, value, true);
  return message([varint(field * 8 + 1), new Uint8Array(encoded.buffer)]);
}

function text(field: number, value: string): Uint8Array {
  return bytes(field, new TextEncoder().encode(value));
}

function bytes(field: number, value: Uint8Array): Uint8Array {
  return message([varint(field * 8 + 2), varint(value.length), value]);
}

/** Signed numbers with small absolute values stay small. */
function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

/** Seven bits a byte, the lowest first; the eighth says that more follow. */
function varint(value: number): Uint8Array {
  const encoded: number[] = [];
  let left = value;
  while (left >= 128) {
    encoded.push((left % 128) + 128);
    left = Math.floor(left / 128);
  }
  return Uint8Array.from([...encoded, left]);
}

function message(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}
