export { missingVariables } from './address.ts';
export { createNotices } from './notices.ts';
export type { NoticeOptions } from './notices.ts';
export type { NoticePayload } from './payload.ts';
