import { build as makeBuild, chooseBuilder } from '@glidepath/verbs/build';
import { bytesText, differenceText, HEADINGS, proofText } from '@glidepath/verbs/build-words';
import type { Context } from '../context.ts';
import { columns, printable } from '../text/layout.ts';

export interface BuildFlags {
  readonly tag?: string;
  readonly commit?: string;
  readonly builder: string;
  readonly push: boolean;
}

export async function build(context: Context, name: string | undefined, flags: BuildFlags): Promise<number> {
  const { terminal, json, file } = context;
  const options = {
    file,
    name: name ?? null,
    tag: flags.tag ?? null,
    commit: flags.commit ?? null,
    builder: chooseBuilder('--builder', flags.builder),
    push: flags.push,
  };
  const answer = await context.conducting((surroundings) => makeBuild(surroundings, options));
  if (json) {
    terminal.out(JSON.stringify(answer));
    return 0;
  }
  const { green } = terminal.outColours;
  const { outcome, message, image, tag, size, steps, cached, proof } = answer;
  const difference = size === null ? null : differenceText(size);
  const rows = [
    ...(image === null
      ? []
      : [
          ['image', image],
          ['tag', tag],
        ]),
    ...(size === null ? [] : [['size', `${bytesText(size.bytes)} in ${size.layers} layers`]]),
    ...(difference === null ? [] : [['beside the one before', difference]]),
    ...(proof === null ? [] : [['proof', proofText(proof)]]),
    ...(steps === null ? [] : [['steps', `${steps}, of them ${cached ?? 0} from the cache`]]),
  ];
  terminal.out(`${green(`${HEADINGS[outcome]}:`)} ${printable(message)}`);
  if (rows.length > 0) terminal.out(columns(rows.map((row) => row.map(printable))));
  return 0;
}
