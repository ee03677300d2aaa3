import { bundleFromJSON, type Bundle } from '@sigstore/bundle';
import { IN_TOTO, readStatement, type Statement } from '../statement.ts';

/** A signed statement that nobody has verified yet. */
export interface SignedStatement {
  readonly bundle: Bundle;
  /** From the very bytes that the signature is over. */
  readonly statement: Statement;
}

/** Or why it is none, for a message. */
export function readBundle(json: unknown): SignedStatement | string {
  let bundle: Bundle;
  try {
    bundle = bundleFromJSON(json);
  } catch {
    return 'is no bundle of Sigstore';
  }
  if (bundle.content.$case !== 'dsseEnvelope') return 'signs no statement';
  const { payload, payloadType } = bundle.content.dsseEnvelope;
  if (payloadType !== IN_TOTO) return 'signs something else than a statement of in-toto';
  const statement = readStatement(payload);
  return statement === null ? 'has a statement that is none of in-toto' : { bundle, statement };
}
