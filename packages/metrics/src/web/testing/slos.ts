import { readDelivery, type Slo } from '@glidepath/model';

/** SLOs as a delivery file with these sources says them. */
export function slosFrom(texts: Readonly<Record<string, string>>, sources: string): readonly Slo[] {
  const slos = Object.entries(texts).map(([name, text]) => `  ${name}: ${text}\n`);
  const read = readDelivery(
    `service: shop
environments:
  production:
    target: { local: { artifact: app, command: [node], port: 8080 } }
    strategy: canary
    slos: [${Object.keys(texts).join(', ')}]
slos:
${slos.join('')}sources: ${sources}
`,
    'delivery.yml',
  );
  if (!read.ok) throw new Error(JSON.stringify(read.diagnostics));
  return read.delivery.environments[0]?.slos ?? [];
}
