import { Failure } from '../domain/failures';

/** 平台没有应答: what people are told of. Trouble of our own (database, files) is never this. */
export class PlatformAway extends Failure {
  constructor(detail = '签署平台暂不可用') {
    super('Unavailable', detail);
  }
}

/** The platform may have begun the flow, and charged: its answer did not arrive. Only a look-up tells. */
export class MaybeStarted extends PlatformAway {
  constructor() {
    super('签署平台没有答复, 是否已发起须查询后才知道');
  }
}

/** The platform understood and said no; its own words may name people and are not passed on. */
export class Refused extends Failure {
  constructor(
    platform: string,
    /** The platform's error code. */
    readonly code: string,
  ) {
    super('Invalid', `${platform}拒绝了请求 (${code})`);
  }
}

/**
 * What a failure of a try, or of a look-up, comes to where an earlier try may have begun the flow: whatever is said of this
 * one, that of the earlier stays open, so it is no reason to give the flow up. What may pass stays what it is, and so does
 * what is no failure of the catalogue.
 */
export const whileUnsettled = (error: unknown): unknown =>
  error instanceof Failure && error.type !== 'Unavailable' ? new MaybeStarted() : error;

/**
 * Wraps the one request that charges: whatever is not a plain refusal leaves it open whether it was carried out. What the
 * platform calls its own trouble is no refusal (transient.ts).
 */
export async function charging<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new MaybeStarted();
  }
}

/** Wraps the look-up that tells what a refusal of that request means: without its answer, whatever it is, that is open. */
export async function settling<T>(lookUp: () => Promise<T>): Promise<T> {
  try {
    return await lookUp();
  } catch (error) {
    throw error instanceof Failure ? new MaybeStarted() : error;
  }
}

/**
 * Wraps a request of an adapter: an answer that it cannot make out (an error of its code, or `Internal`) is no answer.
 * `silence` makes the failure of it.
 */
export async function understood<T>(request: () => Promise<T>, silence = () => new PlatformAway()): Promise<T> {
  try {
    return await request();
  } catch (error) {
    throw error instanceof Failure && error.type !== 'Internal' ? error : silence();
  }
}
