export * from './bundles.ts';
export * from './clients.ts';
export * from './daemons.ts';
export * from './ports.ts';
export * from './process.ts';
export * from './service.ts';
export * from './settings.ts';
