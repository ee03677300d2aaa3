import * as z from 'zod/mini';
import { AlertmanagerServerDefinition } from './alertmanager-server.ts';
import { CloudWatchServerDefinition } from './cloudwatch-server.ts';
import { DatadogServerDefinition } from './datadog-server.ts';
import { HttpServerDefinition } from './http-server.ts';
import { PrometheusServerDefinition } from './prometheus-server.ts';
import { docs, mapping } from './scalars.ts';
import { SearchServerDefinition } from './search-server.ts';

/** Where figures and alerts are: at most one server of a kind. */
export const Sources = mapping(
  {
    prometheus: z.optional(PrometheusServerDefinition).register(docs, {
      description: 'The query API of Prometheus, or of what speaks it.',
    }),
    cloudwatch: z.optional(CloudWatchServerDefinition).register(docs, {
      description: 'Amazon CloudWatch. Credentials come from where the AWS SDK looks for them.',
    }),
    elasticsearch: z.optional(SearchServerDefinition).register(docs, {
      description: 'The search API of Elasticsearch.',
    }),
    opensearch: z.optional(SearchServerDefinition).register(docs, {
      description: 'The search API of OpenSearch.',
    }),
    http: z.optional(HttpServerDefinition).register(docs, {
      description: 'Endpoints that answer in JSON.',
    }),
    datadog: z.optional(DatadogServerDefinition).register(docs, {
      description: "Datadog's API.",
    }),
    alertmanager: z.optional(AlertmanagerServerDefinition).register(docs, {
      description: 'The API of an Alertmanager, or of what speaks it, for guards.',
    }),
  },
  'write for example sources: { prometheus: { url: http://127.0.0.1:9090 } }',
);
export type Servers = z.output<typeof Sources>;
export type SourcesText = z.input<typeof Sources>;
export type ServerKind = keyof Servers;
