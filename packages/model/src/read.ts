import * as z from 'zod/mini';
import { inconsistencies } from './consistency.ts';
import type { Delivery, Slo, SloSource } from './delivery.ts';
import type { Diagnostic } from './diagnostic.ts';
import { fault } from './fault.ts';
import { DeliveryFile } from './file/delivery-file.ts';
import type { SloDraft } from './file/judging.ts';
import { faultsOf } from './issues.ts';
import { decode } from './source/decode.ts';
import { offsetAt } from './source/locate.ts';
import { placeAll } from './source/place.ts';
import type { PlacedFault } from './source/place.ts';
import { readYaml } from './source/yaml.ts';

/** A delivery, or everything that is wrong with its file, in the file's order. */
export type ReadResult =
  | { readonly ok: true; readonly delivery: Delivery }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** The greatest size of a delivery file, in bytes. */
export const SIZE_LIMIT = 1024 * 1024;

/**
 * Reads a delivery file from its content; `file` names it in diagnostics. What is no YAML is told first and alone; else all
 * faults are told at once, those of single values and those between values.
 */
export function readDelivery(content: Uint8Array | string, file: string): ReadResult {
  if (content.length > SIZE_LIMIT)
    return { ok: false, diagnostics: placeAll(file, '', [tooLarge(content.length)]) };
  const { text, source } = decode(content);
  if (!source.ok) return { ok: false, diagnostics: placeAll(file, text, source.faults) };
  const yaml = readYaml(text);
  if (!yaml.ok) return { ok: false, diagnostics: placeAll(file, text, yaml.faults) };

  const { value, root } = yaml.value;
  // A file is read once: compiling the schemas would cost more than it saves.
  const shape = z.safeParse(DeliveryFile, value, { jitless: true });
  const faults = [...(shape.success ? [] : faultsOf(value, shape.error.issues)), ...inconsistencies(value)];
  if (shape.success && faults.length === 0) return { ok: true, delivery: toDelivery(shape.data) };
  const placed = faults.map(({ path, part, fault: found }) => ({
    offset: offsetAt(root, path, part),
    fault: found,
  }));
  return { ok: false, diagnostics: placeAll(file, text, placed) };
}

/** What is told of a file of that many bytes, which is not read at all. */
export function tooLarge(bytes: number): PlacedFault {
  const what = `the file has ${bytes} bytes`;
  return {
    offset: 0,
    fault: fault(what, `a delivery file has at most ${SIZE_LIMIT}`, 'check that it is the right one'),
  };
}

/** Names become the SLOs that they name. */
function toDelivery(file: z.output<typeof DeliveryFile>): Delivery {
  const slos = new Map(
    Object.entries(file.slos).map(([name, { objective, source }]): [string, Slo] => [
      name,
      { name, objective, source: sourceOf(source, file.sources) },
    ]),
  );
  const environments = Object.entries(file.environments).map(([name, draft]) => ({
    name,
    ...draft,
    slos: draft.slos.flatMap((slo) => slos.get(slo) ?? []),
  }));
  return { service: file.service, environments, notices: file.notices };
}

function sourceOf(draft: SloDraft['source'], servers: z.output<typeof DeliveryFile>['sources']): SloSource {
  switch (draft?.kind) {
    case undefined:
      return { kind: 'target' };
    case 'prometheus':
      return { ...draft, server: known(servers.prometheus) };
    case 'cloudwatch':
      return { ...draft, server: known(servers.cloudwatch) };
    case 'elasticsearch':
    case 'opensearch':
      return { ...draft, server: known(servers[draft.kind]) };
    case 'http':
      return { ...draft, server: known(servers.http) };
    case 'datadog':
      return { ...draft, server: known(servers.datadog) };
  }
}

/** An SLO without its server is an inconsistency, so that no delivery has got here with one. */
function known<T>(server: T | undefined): T {
  if (server === undefined) throw new Error('an SLO without a server was let pass');
  return server;
}
