/* An application for tests: one file, started as a release. What it does is set by its environment and by requests. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const { APP_DIES, APP_START_MS, APP_FAILS, PORT, HOST } = process.env;
let health = 200;

const server = createServer((req, res) => {
  void answer(req, res);
});

async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const url = new URL(req.url ?? '/', 'http://app');
  const number = (name: string): number => Number(url.searchParams.get(name) ?? 0);
  switch (url.pathname) {
    case '/health':
      res.writeHead(health).end();
      return;
    case '/become':
      health = number('health');
      res.end();
      return;
    case '/slow':
      await sleep(number('ms'));
      res.end('slow but done');
      return;
    case '/die':
      process.stdout.write('asked to die\n');
      process.exit(number('code'));
      break;
    case '/break':
      res.writeHead(200, { 'content-length': '1000' });
      res.write('begun');
      setTimeout(() => res.destroy(), 20);
      return;
    case '/hang-up':
      req.socket.destroy();
      return;
    case '/status':
      res.writeHead(number('code')).end('as asked');
      return;
    case '/env':
      res.end(JSON.stringify({ ...process.env, pid: process.pid, cwd: process.cwd() }));
      return;
    case '/headers':
      res.end(JSON.stringify(req.headers));
      return;
    case '/digest': {
      const hash = createHash('sha256');
      await pipeline(req, hash);
      res.end(hash.digest('hex'));
      return;
    }
    case '/bytes': {
      const chunk = Buffer.alloc(64 * 1024, 'x');
      for (let sent = 0; sent < number('count'); sent += chunk.length) {
        if (!res.write(chunk)) await new Promise((resolve) => res.once('drain', resolve));
      }
      res.end();
      return;
    }
    default:
      if (Math.random() < Number(APP_FAILS ?? 0)) res.writeHead(500);
      res.end(`${process.env['GLIDEPATH_RELEASE']} ${process.pid}`);
  }
}

/** Echoes WebSocket text messages of less than 126 bytes; RFC 6455, sections 4.2.2 and 5.2. */
server.on('upgrade', (req, socket) => {
  const key = `${req.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
  const accept = createHash('sha1').update(key).digest('base64');
  socket.on('error', () => undefined);
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`,
  );
  socket.on('data', (frame: Buffer) => {
    const length = (frame[1] ?? 0) & 0x7f;
    const mask = frame.subarray(2, 6);
    const payload = frame.subarray(6, 6 + length).map((byte, index) => byte ^ (mask[index % 4] ?? 0));
    if (((frame[0] ?? 0) & 0x0f) === 8) socket.end(Buffer.from([0x88, 0]));
    else socket.write(Buffer.concat([Buffer.from([0x81, payload.length]), payload]));
  });
});

process.on('SIGTERM', () => {
  server.close(() => process.exit(0));
});

if (APP_DIES === 'at-start') {
  process.stderr.write(`cannot connect to the database with ${process.env['SECRET'] ?? 'nothing'}\n`);
  process.exit(3);
}
if (APP_START_MS !== undefined) await sleep(Number(APP_START_MS));
server.listen(Number(PORT), HOST);
