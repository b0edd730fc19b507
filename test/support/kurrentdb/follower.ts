import { randomUUID } from 'node:crypto';
import { status } from '@grpc/grpc-js';
import type { Context } from './context.ts';
import type { Entry } from './log.ts';
import { fail, resolve, send, type Matches, type Options, type ReadCall } from './reply.ts';
import { DELETED } from './rules.ts';
import { readEvent, refusal, streamDeleted } from './wire.ts';

/** Where a subscription begins; both exclusive. */
export type From =
  | { readonly kind: 'stream'; readonly name: string; readonly after: bigint }
  | { readonly kind: 'all'; readonly after: bigint };

interface Checkpoints {
  /** Records looked at in one go. */
  readonly window: number;
  /** A checkpoint comes with each so many goes. */
  readonly every: number;
}

interface Subscription {
  readonly from: From;
  readonly matches: Matches;
  readonly checkpoints: Checkpoints | null;
}

/** A live subscriber that is this far behind is treated as one that catches up. */
const FELL_BEHIND = 100;

/**
 * One catch-up subscription: reads the log from its place, says when it has come to the end, and
 * goes on with what is appended.
 */
export class Follower {
  readonly #context: Context;
  readonly #call: ReadCall;
  readonly #options: Options;
  readonly #subscription: Subscription;
  /** Index of the next record to look at. */
  #next = 0;
  #isLive = false;
  #isRunning = false;
  /** Records looked at since the last window ended, and the last match among them. */
  #scanned = 0;
  #windows = 0;
  #windowStart = 0n;
  #lastMatch: Entry | null = null;
  /** Where the log stood when a subscription to its end, or beyond, was made. */
  #floor = 0n;
  #stop: () => void = () => undefined;

  constructor(context: Context, call: ReadCall, options: Options, subscription: Subscription) {
    this.#context = context;
    this.#call = call;
    this.#options = options;
    this.#subscription = subscription;
  }

  start(): void {
    const { log, mutations } = this.#context;
    const { from } = this.#subscription;
    this.#confirm();
    if (from.kind === 'all') {
      if (!log.isBoundary(from.after)) {
        const words = 'Trying to read from an invalid position.';
        fail(this.#call, refusal(status.INVALID_ARGUMENT, words));
        return;
      }
      const inclusive = mutations.has('subscribe-inclusive') ? 1n : 0n;
      this.#next = log.indexAfter(from.after - inclusive);
      this.#floor = from.after - inclusive;
      this.#windowStart = from.after;
    }
    this.#stop = log.onChange(() => void this.#run());
    for (const name of ['cancelled', 'close', 'error']) this.#call.once(name, () => this.#stop());
    void this.#run();
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    const { log } = this.#context;
    for (;;) {
      const entry = log.all[this.#next];
      if (this.#call.cancelled || this.#call.destroyed) return;
      if (entry === undefined) {
        if (this.#isLive) break;
        await this.#catchUp();
        // What came while that was written is live already.
        continue;
      }
      if (this.#isLive && log.all.length - this.#next > FELL_BEHIND) this.#isLive = false;
      this.#next += 1;
      await this.#take(entry);
    }
    this.#isRunning = false;
  }

  async #take(entry: Entry): Promise<void> {
    const { from, matches } = this.#subscription;
    const isMine =
      from.kind === 'all' ? entry.position > this.#floor : this.#isOfStream(entry, from);
    if (isMine && matches(entry)) {
      await this.#send((message) => {
        const { stubs } = this.#context;
        const resolved = resolve(this.#context, entry, this.#options.getResolveLinks());
        const isStructured = this.#options.getUuidOption()?.hasStructured() === true;
        message.setEvent(readEvent(stubs, resolved, isStructured));
      });
      this.#lastMatch = entry;
    }
    if (entry.revision === DELETED && from.kind === 'stream' && from.name === entry.stream) {
      this.#stop();
      fail(this.#call, streamDeleted(from.name));
      return;
    }
    if (isMine) await this.#count(entry);
  }

  #isOfStream(entry: Entry, { name, after }: { name: string; after: bigint }): boolean {
    const { log, mutations } = this.#context;
    if (entry.stream !== name) return false;
    const inclusive = mutations.has('subscribe-inclusive') && after >= 0n ? 1n : 0n;
    if (entry.revision === DELETED) return true;
    return entry.revision > after - inclusive && entry.revision >= log.firstVisible(name);
  }

  // A window without a match is told by its beginning while catching up, by its end when live.
  async #count(entry: Entry): Promise<void> {
    const { checkpoints } = this.#subscription;
    this.#scanned += 1;
    if (checkpoints === null || this.#scanned < checkpoints.window) return;
    await this.#endWindow(entry, this.#isLive ? entry.position : this.#windowStart);
  }

  async #endWindow(last: Entry | undefined, otherwise: bigint): Promise<void> {
    const position = this.#isLive ? otherwise : (this.#lastMatch?.position ?? otherwise);
    this.#scanned = 0;
    this.#windowStart = last?.position ?? this.#windowStart;
    this.#lastMatch = null;
    this.#windows += 1;
    if (this.#windows % (this.#subscription.checkpoints?.every ?? 1) !== 0) return;
    await this.#send((message) => {
      const checkpoint = new this.#context.stubs.streams.ReadResp.Checkpoint();
      checkpoint.setCommitPosition(position.toString());
      checkpoint.setPreparePosition(position.toString());
      message.setCheckpoint(checkpoint);
    });
  }

  async #catchUp(): Promise<void> {
    const { checkpoints } = this.#subscription;
    if (checkpoints !== null && this.#lastMatch !== null)
      await this.#endWindow(this.#lastMatch, this.#windowStart);
    this.#scanned = 0;
    this.#windows = 0;
    this.#isLive = true;
    await this.#send((message) =>
      message.setCaughtUp(new this.#context.stubs.streams.ReadResp.CaughtUp()),
    );
  }

  #confirm(): void {
    const { stubs } = this.#context;
    const confirmation = new stubs.streams.ReadResp.SubscriptionConfirmation();
    confirmation.setSubscriptionId(randomUUID());
    const message = new stubs.streams.ReadResp();
    message.setConfirmation(confirmation);
    this.#call.write(message);
  }

  async #send(
    fill: (message: InstanceType<Context['stubs']['streams']['ReadResp']>) => void,
  ): Promise<void> {
    const message = new this.#context.stubs.streams.ReadResp();
    fill(message);
    if (!this.#call.cancelled && !this.#call.destroyed) await send(this.#call, message);
  }
}
