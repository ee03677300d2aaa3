import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isSigned } from '../../aws/testing/verify.ts';
import { SECRET_KEY } from '../../aws/testing/keys.ts';
import { described, describeAlarms, type StoredAlarm } from './alarm-store.ts';
import { evaluate, type Stored } from './metric-store.ts';
import { getMetricData, listMetrics, type GetMetricData } from './model.ts';

/** Does what it likes with an answer. */
export type Behaviour = (response: ServerResponse) => void;

/** CloudWatch as its service model describes it, over JSON 1.0 on loopback; a queue of behaviours goes before it. */
export class CloudWatchServer {
  /** Bodies of GetMetricData, as they came. */
  readonly asked: GetMetricData[] = [];
  /** What is wrong with requests, which must be nothing. */
  readonly wrong: string[] = [];
  /** Operations, in the order that they came. */
  readonly operations: string[] = [];
  readonly metrics: Stored[] = [];
  readonly alarms: StoredAlarm[] = [];
  readonly next: Behaviour[] = [];
  behaviour: Behaviour | null = null;
  /** Changes an answer that is otherwise right. */
  spoil: (answer: Answer) => unknown = (answer) => answer;
  /** What ListMetrics knows of, which is less than all while a metric is young. */
  listed: () => readonly Stored[] = () => this.metrics;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(): Promise<CloudWatchServer> {
    const server = new CloudWatchServer();
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the server does not listen');
    return `http://127.0.0.1:${address.port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString('utf8');
    const { method = '', url: path = '', headers } = request;
    if (!isSigned({ method, path, headers, body }, SECRET_KEY)) this.wrong.push('it is not signed');
    const target = String(headers['x-amz-target']).replace('GraniteServiceVersion20100801.', '');
    this.operations.push(target);
    const said = this.#said(target, body);
    const behaviour = this.next.shift() ?? this.behaviour;
    if (behaviour !== null) behaviour(response);
    else json(200, said)(response);
  }

  #said(operation: string, body: string): unknown {
    switch (operation) {
      case 'ListMetrics':
        return this.#listed(body);
      case 'DescribeAlarms':
        return this.#described(body);
      default:
        return this.#data(body);
    }
  }

  #described(body: string): unknown {
    const read = describeAlarms(JSON.parse(body));
    if (typeof read !== 'string') return described(this.alarms, read);
    this.wrong.push(read);
    return {};
  }

  #data(body: string): unknown {
    const read = getMetricData(JSON.parse(body));
    if (typeof read === 'string') {
      this.wrong.push(read);
      return {};
    }
    this.asked.push(read);
    return this.spoil({ MetricDataResults: evaluate(this.metrics, read) });
  }

  #listed(body: string): unknown {
    const read = listMetrics(JSON.parse(body));
    if (typeof read === 'string') {
      this.wrong.push(read);
      return {};
    }
    const { Namespace, MetricName, Dimensions } = read;
    const found = this.listed().filter(
      ({ namespace, metric, dimensions }) =>
        namespace === Namespace &&
        metric === MetricName &&
        Dimensions.every(({ Name, Value }) =>
          Value === undefined ? dimensions[Name] !== undefined : dimensions[Name] === Value,
        ),
    );
    return {
      Metrics: found.map(({ namespace, metric, dimensions }) => ({
        Namespace: namespace,
        MetricName: metric,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      })),
    };
  }
}

export interface Answer {
  readonly MetricDataResults: readonly {
    readonly Id: string;
    readonly StatusCode: string;
    readonly Timestamps: readonly number[];
    readonly Values: readonly number[];
  }[];
}

export function json(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Behaviour {
  return text(status, JSON.stringify(body), { 'content-type': 'application/x-amz-json-1.0', ...headers });
}

/** An error as AWS tells it. */
export function awsError(status: number, type: string, message = '', headers = {}): Behaviour {
  return json(status, { __type: `com.amazonaws.cloudwatch#${type}`, message }, headers);
}

export function text(
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Behaviour {
  return (response) => void response.writeHead(status, headers).end(body);
}
