import { Octokit } from '@octokit/rest';
import { RequestError } from '@octokit/request-error';
import { expect } from 'vitest';
import type { GitHub } from './index.ts';

/** A plain client, without retries. */
export function clientOf({ url, token }: GitHub, auth = token): Octokit['rest'] {
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  return new Octokit({ auth, baseUrl: url, log }).rest;
}

/** What GitHub refused with. @throws Error where it did not */
export async function refusalOf(call: Promise<unknown>): Promise<{ status: number; message: string }> {
  try {
    await call;
  } catch (error) {
    if (error instanceof RequestError) {
      const { status, message } = error;
      return { status, message: message.replace(/ - https:\/\/docs\.github\.com.*$/, '') };
    }
    throw error;
  }
  throw new Error('GitHub has not refused.');
}

/** Fails unless GitHub refuses with this status and says these words. */
export async function expectRefusal(call: Promise<unknown>, status: number, words: string): Promise<void> {
  const refusal = await refusalOf(call);
  expect(refusal.message).toContain(words);
  expect(refusal.status).toBe(status);
}
