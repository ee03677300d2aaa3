import { pathToFileURL } from 'node:url';
import * as z from 'zod/mini';
import { until } from '../../../harness/index.ts';
import type { BrowserEvent, Connection } from './connection.ts';

/** A screen. */
export interface View {
  readonly scheme: 'light' | 'dark';
  /** CSS pixels. */
  readonly width: number;
}

/** Below this width a screen is a phone's. */
const PHONE = 600;
const TALLEST = 12_000;

const exceptionSchema = z.object({
  exceptionDetails: z.object({
    text: z.string(),
    exception: z.optional(z.object({ description: z.optional(z.string()) })),
  }),
});
const consoleSchema = z.object({
  type: z.string(),
  args: z.array(z.object({ value: z.optional(z.unknown()), description: z.optional(z.string()) })),
});
const logSchema = z.object({ entry: z.object({ level: z.string(), text: z.string() }) });
const requestSchema = z.object({ request: z.object({ url: z.string() }) });

/** One tab of the browser. */
export class Page {
  readonly #connection: Connection;
  readonly #target: string;
  readonly #session: string;
  readonly #said: string[] = [];
  readonly #requests: string[] = [];
  #loaded = false;

  constructor(connection: Connection, target: string, session: string) {
    this.#connection = connection;
    this.#target = target;
    this.#session = session;
    connection.listen(session, (event) => {
      this.#hear(event);
    });
  }

  /** Whatever was written to the console, thrown and not caught, or logged by the browser about the page. */
  get said(): readonly string[] {
    return this.#said;
  }

  /** Addresses that were asked for, the page's own first. */
  get requests(): readonly string[] {
    return this.#requests;
  }

  async show(file: string, { scheme, width }: View): Promise<void> {
    for (const domain of ['Page', 'Runtime', 'Network', 'Log']) await this.#send(`${domain}.enable`);
    await this.#send('Emulation.setDeviceMetricsOverride', {
      width,
      height: width < PHONE ? 800 : 900,
      deviceScaleFactor: width < PHONE ? 2 : 1,
      mobile: width < PHONE,
    });
    await this.emulate('screen', scheme);
    await this.#send('Page.navigate', { url: pathToFileURL(file).href });
    await until(`${file} to load`, () => this.#loaded);
    await this.settle();
  }

  /** As on this medium, in this colour scheme. */
  async emulate(media: 'screen' | 'print', scheme: View['scheme']): Promise<void> {
    await this.#send('Emulation.setEmulatedMedia', {
      media,
      features: [{ name: 'prefers-color-scheme', value: scheme }],
    });
  }

  /** Until what was to be drawn is drawn. */
  async settle(): Promise<void> {
    const frames = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))';
    await this.evaluate(frames, z.unknown());
  }

  /** What a script, or the promise that it gives, comes to in the page. */
  async evaluate<T>(expression: string, schema: z.ZodMiniType<T>): Promise<T> {
    const { result, exceptionDetails } = await this.#connection.send(
      'Runtime.evaluate',
      { expression, awaitPromise: true, returnByValue: true },
      z.object({
        result: z.object({ value: z.optional(z.unknown()) }),
        exceptionDetails: z.optional(z.unknown()),
      }),
      this.#session,
    );
    if (exceptionDetails !== undefined) {
      throw new Error(`the script threw ${JSON.stringify(exceptionDetails)}: ${expression.slice(0, 200)}`);
    }
    return z.parse(schema, result.value);
  }

  /** The whole page, as PNG. */
  async screenshot(): Promise<Buffer> {
    const { cssContentSize: size } = await this.#connection.send(
      'Page.getLayoutMetrics',
      {},
      z.object({ cssContentSize: z.object({ width: z.number(), height: z.number() }) }),
      this.#session,
    );
    const clip = { x: 0, y: 0, width: size.width, height: Math.min(size.height, TALLEST), scale: 1 };
    return this.#data('Page.captureScreenshot', { format: 'png', captureBeyondViewport: true, clip });
  }

  /** The page as it comes out of a printer, as PDF. */
  async print(): Promise<Buffer> {
    // A4, in inches.
    return this.#data('Page.printToPDF', { paperWidth: 8.27, paperHeight: 11.69, printBackground: false });
  }

  async close(): Promise<void> {
    await this.#connection.send('Target.closeTarget', { targetId: this.#target }, z.unknown());
  }

  async #send(method: string, params: Readonly<Record<string, unknown>> = {}): Promise<void> {
    await this.#connection.send(method, params, z.unknown(), this.#session);
  }

  async #data(method: string, params: Readonly<Record<string, unknown>>): Promise<Buffer> {
    const schema = z.object({ data: z.string() });
    const { data } = await this.#connection.send(method, params, schema, this.#session);
    return Buffer.from(data, 'base64');
  }

  #hear({ method, params }: BrowserEvent): void {
    switch (method) {
      case 'Page.loadEventFired':
        this.#loaded = true;
        return;
      case 'Runtime.exceptionThrown': {
        const { text, exception } = z.parse(exceptionSchema, params).exceptionDetails;
        this.#said.push(`${text}: ${exception?.description ?? ''}`);
        return;
      }
      case 'Runtime.consoleAPICalled': {
        const { type, args } = z.parse(consoleSchema, params);
        this.#said.push(
          `${type}: ${args.map(({ value, description }) => JSON.stringify(value ?? description)).join(' ')}`,
        );
        return;
      }
      case 'Log.entryAdded': {
        const { level, text } = z.parse(logSchema, params).entry;
        this.#said.push(`${level}: ${text}`);
        return;
      }
      case 'Network.requestWillBeSent':
        this.#requests.push(z.parse(requestSchema, params).request.url);
        return;
      default:
    }
  }
}
