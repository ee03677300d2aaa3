import type { Instruction } from './instructions.ts';
import type { FlagRecord, Member } from './records.ts';

/** A change that waits until a person has agreed to it. */
export interface ApprovalRecord {
  readonly id: string;
  readonly flag: FlagRecord;
  readonly environment: string;
  readonly createdAt: number;
  readonly description: string;
  readonly instructions: readonly Instruction[];
  readonly reviews: ReviewRecord[];
  status: 'pending' | 'completed' | 'failed';
  version: number;
}

export interface ReviewRecord {
  readonly id: string;
  readonly kind: 'approve' | 'decline';
  readonly at: number;
  readonly by: Member;
  readonly comment: string;
}
