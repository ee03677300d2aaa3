/** The delivery file's JSON Schema as it is committed. This module runs while bundles are built: its export becomes a string. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const DELIVERY_SCHEMA = readFileSync(
  fileURLToPath(new URL('../../../../schema/delivery.schema.json', import.meta.url)),
  'utf8',
);
