/**
 * Tests that others judge releases by. No part of the judge: it is compared with them, and checked against the same
 * published numbers.
 */
export * from './mann-whitney.ts';
export * from './normal.ts';
export * from './normal-mixture.ts';
