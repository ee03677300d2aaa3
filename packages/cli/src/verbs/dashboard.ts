import { dashboard as dashboardFor } from '@glidepath/verbs/dashboard';
import type { Context } from '../context.ts';

const INDENT = 2;

/** What Grafana imports goes to stdout whatever the flags say; --json leaves the line breaks out. */
export async function dashboard({ terminal, json, workspace, file, environment }: Context): Promise<number> {
  const made = await dashboardFor({ workspace }, { file, environment });
  terminal.out(JSON.stringify(made, null, json ? 0 : INDENT));
  return 0;
}
