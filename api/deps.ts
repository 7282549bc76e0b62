import type { Client } from '@temporalio/client';
import type { Router } from 'express';
import type { Knex } from 'knex';
import type { Logger } from 'pino';
import type { BlobStore } from '../db/blobs';
import type { People } from '../db/people';
import type { Vault } from '../db/vault';
import type { CalendarData } from '../domain/calendar/types';
import type { KeyRing } from '../security/keyring';
import type { Mode } from '../security/mode';
import type { Identity } from '../security/tokens';
import type { VerifyWebhook } from '../security/webhook';
import type { SigningPlatforms } from '../signing/platforms';
import type { Locks } from './locks';

/** Everything the API needs of the outside world; the entry point gives the real parts, tests give their own. */
export interface ApiDeps {
  db: Knex;
  /** With the product's data converter, on `namespace`. */
  client: Client;
  namespace: string;
  taskQueue: string;
  keyRing: KeyRing;
  vault: Vault;
  blobs: BlobStore;
  people: People;
  /** Bearer token → who. Throws `Unauthenticated`. */
  verify: (bearer: string) => Promise<Identity>;
  /** The calendar that new agreements start with. */
  calendar: () => Promise<CalendarData>;
  locks: Locks;
  mode: Mode;
  log: Logger;
  /** Origins of the Temporal UI, for the codec endpoint. */
  uiOrigins: readonly string[];
  /** The API's address from outside, for the papers that it makes itself. */
  publicUrl: string;
  /** Where people find the other pages, for the index page. */
  links?: { temporalUi?: string; mail?: string };
  /** `POST /v1/rehearsals`; absent where rehearsals are off. */
  rehearsals?: Router;
  /** Signature of mail-in webhooks; absent where mails are not taken in. */
  verifyInbound?: VerifyWebhook;
  /** Paper and the platforms that are set up; absent in plays that sign on no platform. */
  signing?: SigningPlatforms;
  /** When the certificate that reports of signatures are sealed with expires, epoch ms: for `/metrics`. */
  sealExpires?: number;
  /** How long a command may take before it is 503, in ms. Default 20,000. */
  deadlineMs?: number;
  /** Requests a minute and principal. Default 1,200. */
  rateLimit?: number;
}
