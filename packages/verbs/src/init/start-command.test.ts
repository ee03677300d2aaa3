import { describe, expect, it } from 'vitest';
import { plainWords, startOfDockerfile, startOfPackage, startOfProcfile } from './start-command.ts';

describe('package.json', () => {
  it('says a plain node command, or npm start', () => {
    expect(startOfPackage('node  dist/server.js --port=1')?.command).toEqual([
      'node',
      'dist/server.js',
      '--port=1',
    ]);
    expect(startOfPackage('next start')?.command).toEqual(['npm', 'start']);
    expect(startOfPackage('NODE_ENV=production node server.js')?.command).toEqual(['npm', 'start']);
    expect(startOfPackage('node a.js && node b.js')?.command).toEqual(['npm', 'start']);
    expect(startOfPackage(null)).toBeNull();
  });
});

describe('a Procfile', () => {
  it('says what web is', () => {
    expect(startOfProcfile('worker: node w.js\nweb: node server.js\n')).toMatchObject({
      command: ['node', 'server.js'],
      shell: false,
    });
  });

  it('may need a shell', () => {
    expect(startOfProcfile('web: gunicorn app:app -b 0.0.0.0:$PORT')).toMatchObject({
      command: ['sh', '-c', 'exec gunicorn app:app -b 0.0.0.0:$PORT'],
      shell: true,
    });
  });

  it('may have no web', () => {
    expect(startOfProcfile('worker: node w.js')).toBeNull();
    expect(startOfProcfile(null)).toBeNull();
  });
});

describe('a Dockerfile', () => {
  it.each([
    ['CMD ["node", "server.js"]', ['node', 'server.js']],
    ['ENTRYPOINT ["node"]\nCMD ["server.js"]', ['node', 'server.js']],
    ['ENTRYPOINT ["node", "server.js"]', ['node', 'server.js']],
    ['CMD node server.js', ['node', 'server.js']],
    ['CMD node server.js $MORE', ['sh', '-c', 'exec node server.js $MORE']],
    ['ENTRYPOINT ["/app"]\nCMD serve --all', ['/app']],
    ['CMD ["node", \\\n  "server.js"]', ['node', 'server.js']],
  ])('%j', (lines, command) => {
    expect(startOfDockerfile(`FROM node:24\n${lines}\n`)?.command).toEqual(command);
  });

  it('is its last stage', () => {
    expect(startOfDockerfile('FROM a\nCMD ["build"]\nFROM b\nCMD ["run"]')?.command).toEqual(['run']);
    expect(startOfDockerfile('FROM a\nCMD ["build"]\nFROM b\n')).toBeNull();
    expect(startOfDockerfile(null)).toBeNull();
  });
});

it.each(['a | b', 'a "b c"', 'a $B', 'a > b', 'a; b', 'A=1 b', 'a * b', "a 'b'", ''])(
  '%j needs a shell',
  (line) => {
    expect(plainWords(line)).toBeNull();
  },
);
