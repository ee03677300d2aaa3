export * from './fake-clock.ts';
export * from './fake-target.ts';
export * from './memory-ledger.ts';
export * from './recording-listener.ts';
export * from './world.ts';
