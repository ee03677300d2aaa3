export { Loopback, testAccess } from './loopback.ts';
export { MemoryRegistry } from './memory-registry.ts';
export { saying } from './saying.ts';
