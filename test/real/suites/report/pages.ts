import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderHtml } from '@glidepath/report/html';
import { all, long, promoted } from '../../../../packages/report/src/testing/fixtures.ts';
import { CANARY, Clients, Service, until } from '../../../harness/index.ts';

/** Reports of real deliveries, by the shipped action under traffic: a healthy release and a failing one. */
export async function deliveredPages(folder: string): Promise<void> {
  const service = await Service.create(CANARY);
  let clients: Clients | null = null;
  try {
    service.release('v1');
    const first = service.deploy('v1');
    await until('v1 to answer', async () => (await fetch(service.url).catch(() => null))?.ok, 20_000);
    clients = new Clients(service.url);
    await first.ended;
    service.release('v2');
    await keepReport(service, 'v2', 'promoted', join(folder, 'promoted.html'));
    service.release('v3', { failRate: 0.2 });
    await keepReport(service, 'v3', 'rolled-back', join(folder, 'rolled-back.html'));
  } finally {
    await clients?.stop();
    await service.remove();
  }
}

async function keepReport(service: Service, name: string, decision: string, place: string): Promise<void> {
  const end = await service.deploy(name, { report: 'out/report.html' }).ended;
  if (end.outputs['decision'] !== decision) {
    throw new Error(`${name} was to be ${decision}:\n${end.stdout}\n${end.stderr}`);
  }
  copyFileSync(end.outputs['report'] ?? '', place);
}

/** Reports of rollouts that are made up: every decision, names as long as can be, thousands of looks, nothing at all. */
export function madeUpPages(folder: string): void {
  writeFileSync(join(folder, 'fixtures.html'), renderHtml(all()));
  writeFileSync(join(folder, 'long.html'), renderHtml([long(5_000)]));
  writeFileSync(join(folder, 'nothing.html'), renderHtml([]));
  const { result, samples } = promoted();
  const name = 'release-candidate-with-a-name-that-nobody-would-choose-'.repeat(3);
  const awkward = {
    ...result,
    service: 'a'.repeat(63),
    environment: 'w'.repeat(63),
    release: { ...result.release, name },
    stable: result.stable === null ? null : { ...result.stable, name: 'W'.repeat(120) },
    message: `See https://example.com/${'path/'.repeat(40)}`,
    timeline: result.timeline.map((entry) => ({ ...entry, actor: 'x'.repeat(80), note: 'y'.repeat(400) })),
  };
  writeFileSync(join(folder, 'awkward.html'), renderHtml([{ result: awkward, samples }]));
}
