import { PRODUCTION } from '@glidepath/conductor/testing';
import type { Delivery } from '@glidepath/model';
import { describe, expect, it } from 'vitest';
import { chooseEnvironment } from './delivery-file.ts';
import { UserError } from './user-error.ts';

const BOTH: Delivery = {
  service: 'shop',
  environments: [{ ...PRODUCTION, name: 'staging' }, PRODUCTION],
  notices: [],
  build: [],
};

describe('chooseEnvironment', () => {
  it('takes the only one without a name', () => {
    expect(
      chooseEnvironment({ service: 'shop', environments: [PRODUCTION], notices: [], build: [] }, null),
    ).toBe(PRODUCTION);
  });

  it('takes the one of that name', () => {
    expect(chooseEnvironment(BOTH, 'production')).toBe(PRODUCTION);
  });

  it('asks for a name where there are several', () => {
    expect(() => chooseEnvironment(BOTH, null)).toThrow(
      new UserError(
        'the delivery file has 2 environments and none was named, write one of staging, production',
      ),
    );
  });

  it('suggests the nearest name', () => {
    expect(() => chooseEnvironment(BOTH, 'prodution')).toThrow(/prodution.*did you mean "production"\?/);
  });
});
