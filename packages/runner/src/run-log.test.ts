import { deliver } from '@glidepath/conductor';
import { V1, V2, World } from '@glidepath/conductor/testing';
import { expect, it } from 'vitest';
import { RunLog } from './run-log.ts';

it('puts what happened in a phase under the line that began it', async () => {
  const lines: string[] = [];
  const log = new RunLog({
    log: (line) => lines.push(`  ${line}`),
    startGroup: (line) => lines.push(`> ${line}`),
    endGroup: () => lines.push('<'),
  });
  const world = new World();
  await deliver(world.ports, world.order(V1));
  await deliver({ ...world.ports, listener: log }, world.order(V2));
  log.close();
  const marks = lines.map((line) => line[0]).join('');
  // Groups are neither nested nor left open, and each holds what was seen in it.
  expect(marks).toMatch(/^(> +<)+ $/);
  expect(lines.filter((line) => line.startsWith('>')).map((line) => line.split('  ')[1])).toEqual([
    'Started',
    'Step to 10 %',
    'Step to 50 %',
    'Promoting to 100 %',
    'Watching at 100 %',
    'Finishing',
  ]);
});
