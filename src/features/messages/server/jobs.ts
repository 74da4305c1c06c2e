/** What is written to people is written in the background. */
import { defineJob } from '#platform/jobs/jobs.ts';
import { type KeptNotice, POST_NOTICE_QUEUE, postNotice } from './send-notice.ts';

defineJob<KeptNotice>(POST_NOTICE_QUEUE, postNotice);
