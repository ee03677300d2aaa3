import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { deliver } from '@glidepath/conductor';
import { PRODUCTION, V1, World } from '@glidepath/conductor/testing';
import type { Delivery, Release } from '@glidepath/model';
import type { Assembly } from '../assemble.ts';
import type { Surroundings } from '../surroundings.ts';

export const DELIVERY: Delivery = { service: 'shop', environments: [PRODUCTION], notices: [], build: [] };

export function assemblyOf(world: World): Assembly {
  return { delivery: DELIVERY, environment: PRODUCTION, ports: world.ports, foreign: [] };
}

export function surroundingsOf(world: World, workspace = '/nowhere'): Surroundings {
  return {
    workspace,
    env: {},
    user: 'dana',
    repository: null,
    daemonFile: '/nowhere/local-daemon.js',
    clock: world.clock,
    listener: world.listener,
    mask: () => {},
    stop: new AbortController().signal,
  };
}

/** A world in which v1 is live. */
export async function worldWithV1(): Promise<World> {
  const world = new World();
  await deliver(world.ports, world.order(V1));
  return world;
}

/** Delivers, and the conductor dies at its first sleep after `count` more entries. */
export async function killedAfter(world: World, release: Release, count: number): Promise<void> {
  const order = world.order(release);
  const last = world.ledger.entries.length + count;
  const death = new Error('killed');
  world.clock.onTick = () => {
    if (world.ledger.entries.length >= last) throw death;
  };
  await deliver(world.ports, order).catch((error: unknown) => {
    if (error !== death) throw error;
  });
  world.clock.onTick = () => {};
  world.dead.add(order.holder.id);
}

/** A repository in a temporary folder. */
export class Repository {
  readonly folder = mkdtempSync(join(tmpdir(), 'glidepath-verbs-'));

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  git(...args: readonly string[]): string {
    const identity = [
      '-c',
      'user.name=Test',
      '-c',
      'user.email=test@example.invalid',
      '-c',
      'commit.gpgSign=false',
    ];
    return execFileSync('git', ['-C', this.folder, ...identity, ...args], { encoding: 'utf8' }).trim();
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
