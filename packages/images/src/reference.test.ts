import { expect, it } from 'vitest';
import { formatReference, parseReference } from './reference.ts';

const HEX = 'a'.repeat(64);

it.each([
  ['ubuntu', 'docker.io/library/ubuntu:latest'],
  ['ubuntu:22.04', 'docker.io/library/ubuntu:22.04'],
  ['acme/shop', 'docker.io/acme/shop:latest'],
  ['index.docker.io/acme/shop:1', 'docker.io/acme/shop:1'],
  ['docker.io/ubuntu', 'docker.io/library/ubuntu:latest'],
  ['ghcr.io/acme/shop:v1.2-rc_3', 'ghcr.io/acme/shop:v1.2-rc_3'],
  ['localhost/shop', 'localhost/shop:latest'],
  ['localhost:5000/shop:1', 'localhost:5000/shop:1'],
  ['127.0.0.1:5000/a/b/c', '127.0.0.1:5000/a/b/c:latest'],
  ['[::1]:5000/shop', '[::1]:5000/shop:latest'],
  ['Registry/shop', 'Registry/shop:latest'],
  [`ghcr.io/acme/shop@sha256:${HEX}`, `ghcr.io/acme/shop@sha256:${HEX}`],
  [`ghcr.io/acme/shop:1@sha256:${HEX}`, `ghcr.io/acme/shop:1@sha256:${HEX}`],
  ['a.b/x__y/z---z/w.w_w', 'a.b/x__y/z---z/w.w_w:latest'],
])('reads %s', (text, full) => {
  expect(formatReference(parseReference(text))).toBe(full);
  expect(formatReference(parseReference(full))).toBe(full);
});

it.each([
  ['', 'names no repository; write registry/repository:tag'],
  ['https://ghcr.io/acme/shop', 'leave "https://" out'],
  ['ghcr.io/Acme/Shop', 'write acme/shop'],
  ['Shop', 'write library/shop'],
  ['ghcr.io/', 'names no repository; write the repository behind the registry'],
  ['ghcr.io/acme//shop', 'has "" in its repository'],
  ['ghcr.io/acme/../shop', 'has ".." in its repository'],
  ['ghcr.io/acme/sh op', 'has "sh op"'],
  ['ghcr.io/acme/-shop', 'has "-shop"'],
  ['ghcr.io/acme/a___b', 'has "a___b"'],
  ['ghcr.io/acme/shop:', 'has the tag ""'],
  ['ghcr.io/acme/shop:-1', 'has the tag "-1"'],
  [`ghcr.io/acme/shop:${'t'.repeat(129)}`, 'has 128 at most'],
  ['-a.io/shop', 'has the registry "-a.io"'],
  ['a.io:port/shop', 'has the registry "a.io:port"'],
  [`shop@sha256:${HEX.slice(1)}`, 'a digest is "sha256:"'],
  [`shop@sha256:${'A'.repeat(64)}`, 'in lower case'],
  [`shop@sha512:${'a'.repeat(128)}`, 'others are not supported'],
  [HEX, 'is the id of an image'],
  [`a.io/${'x'.repeat(256)}`, 'a repository of 256 characters'],
  ['a.io/shop:1\u001B[2J', '"1 [2J"'],
])('refuses %j', (text, says) => {
  expect(() => parseReference(text)).toThrow(says);
  expect(() => parseReference(text)).toThrow(expect.objectContaining({ kind: 'invalid' }));
});
