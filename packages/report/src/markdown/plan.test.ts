import { describe, expect, it } from 'vitest';
import { renderFaults, renderPlan, type EnvironmentShown, type FlagShown } from './plan.ts';

function environmentNamed(environment: string): EnvironmentShown {
  return {
    environment,
    after: 'staging',
    strategy: 'canary',
    stages: [
      { kind: 'step', weight: 5, wave: null, approval: true, bake: { shortestMs: 60_000, longestMs: null } },
      { kind: 'step', weight: 50, wave: null, approval: false, bake: null },
      {
        kind: 'watch',
        weight: 100,
        wave: null,
        approval: false,
        bake: { shortestMs: 300_000, longestMs: 1_800_000 },
      },
    ],
    shortestMs: 360_000,
    longestMs: null,
    flags: [],
    changes: null,
  };
}

const PLAN = {
  file: '.github/delivery.yml',
  service: 'shop',
  environments: [environmentNamed('production')],
  yaml: 'service: shop\n',
  simulations: [],
};

function changing(changes: EnvironmentShown['changes']): string {
  return renderPlan({ ...PLAN, environments: [{ ...environmentNamed('production'), changes }] });
}

describe('renderPlan', () => {
  it('tells each environment’s way and every default', () => {
    expect(renderPlan(PLAN)).toBe(`## shop: what its delivery would do

\`.github/delivery.yml\` is valid. With the input \`rps\`, its rollouts are simulated too.

### production: canary, after staging

| Step | Weight | Stays |
| --- | --- | --- |
| 1 | 5 % | at least 1m, without end, then waits for approval |
| 2 | 50 % | no traffic, so nothing to judge |
| watch | 100 % | at least 5m, at most 30m |

In all at least 6m, without end by its policies; starting, stopping and waiting for people not counted.

<details><summary>With every default</summary>

\`\`\`yaml
service: shop
\`\`\`

</details>
`);
  });

  it('folds what would change in the target, and says why it is not known', () => {
    const change = {
      action: 'update',
      what: 'Deployment shop/checkout',
      when: 'at 5%',
      diff: ['@@ -1,1 +1,1 @@', '-image: a`b', '+image: c'],
    };
    expect(changing({ kind: 'changes', changes: [change], notes: ['It is <b>so</b>.'] })).toContain(
      `<details><summary>1 change in the target</summary>

update Deployment shop/checkout, at 5%

\`\`\`diff
@@ -1,1 +1,1 @@
-image: a\`b
+image: c
\`\`\`

It is &lt;b&gt;so&lt;/b&gt;.

</details>`,
    );
    expect(changing({ kind: 'unknown', why: 'There is no access.' })).toContain(
      'What would change in the target is not known: There is no access.',
    );
  });

  it('shows the flags, what can go, and what is not known', () => {
    const flag: FlagShown = {
      key: 'checkout-release',
      usedBy: 'gate',
      is: true,
      open: true,
      state: 'on, 25 % get true',
      changedAt: '2026-09-01T10:00:00.000Z',
      changedBy: '@dana',
      advice: 'remove it',
      trouble: null,
    };
    const unknown = { open: null, state: null, changedAt: null, changedBy: null, advice: null };
    const flags = [
      flag,
      { ...flag, usedBy: 'step 25%', is: '<all>', open: false },
      { ...flag, ...unknown, usedBy: 'step 50%', trouble: 'no key | set it' },
      { ...flag, ...unknown, usedBy: 'target', is: null },
    ];
    const text = renderPlan({ ...PLAN, environments: [{ ...environmentNamed('production'), flags }] });
    expect(text).toContain(`| Flag | Named by | Waits for | Now | Last change |
| --- | --- | --- | --- | --- |
| \`checkout-release\` | gate | \`true\` (open) | on, 25 % get true | 2026-09-01 by @<!-- -->dana |
| \`checkout-release\` | step 25% | "&lt;all&gt;" (closed) | on, 25 % get true | 2026-09-01 by @<!-- -->dana |
| \`checkout-release\` | step 50% | \`true\` | not known |  |
| \`checkout-release\` | target |  | not asked |  |

- 🧹 remove it
- ⚠️ no key \\| set it
`);
    expect(renderPlan(PLAN)).not.toContain('Named by');
  });

  it('lets no file leave its block, and no name become markup', () => {
    const evil = '</details>|`<img src=x>\n## owned';
    const text = renderPlan({
      ...PLAN,
      service: evil,
      environments: [{ ...environmentNamed(evil), after: evil }],
      yaml: 'a: "```"\n````\n<img src=x>\n',
    });
    expect(text).toContain('\n`````yaml\na: "```"\n````\n<img src=x>\n`````\n');
    expect(text.split('`````')[0]).not.toContain('<img');
    expect(text.match(/^## /gm)).toHaveLength(1);
  });

  it('leaves out what a comment does not hold: defaults first, then environments', () => {
    const long = renderPlan({ ...PLAN, yaml: 'x'.repeat(70_000) });
    expect(long.length).toBeLessThan(65_536);
    expect(long).toContain('### production');
    expect(long).toContain('Some of it is left out');

    const names = Array.from({ length: 500 }, (_, index) => `env-${index}`);
    const many = renderPlan({ ...PLAN, environments: names.map(environmentNamed) });
    expect(many.length).toBeLessThan(65_536);
    expect(many).toContain('### env-0:');
    expect(many).not.toContain('### env-499:');
    expect(many).toContain('Some of it is left out');
  });
});

describe('renderFaults', () => {
  const fault = {
    file: '.github/delivery.yml',
    line: 4,
    column: 7,
    what: 'port is 0',
    mend: 'write 1 to 65535',
  };

  it('tells each fault with its place and mend', () => {
    expect(renderFaults(fault.file, [{ ...fault, why: 'no such port' }]))
      .toBe(`## ❌ \`.github/delivery.yml\` can not be used

| Line | What is wrong | How to mend it |
| --- | --- | --- |
| 4:7 | port is 0, no such port | write 1 to 65535 |
`);
  });

  it('fits into a comment, however many there are and whatever they say', () => {
    const evil = { ...fault, what: `<img>${'|'.repeat(5_000)}`, mend: `<img>${'|'.repeat(5_000)}` };
    const text = renderFaults(
      fault.file,
      Array.from({ length: 100 }, () => evil),
    );
    expect(text.length).toBeLessThan(65_536);
    expect(text).not.toContain('<img>');
    expect(text).toMatch(/And \d+ more; the log of the run has them all\.\n$/);
  });
});
