import { randomUUID } from 'node:crypto';
import type { Context } from './context.ts';
import type { Entry } from './log.ts';
import { ANY } from './rules.ts';

/** Settings of a persistent subscription to a stream; the defaults are the clients'. */
export interface GroupSettings {
  /** First revision to deliver; -1 for what comes after the group is made. */
  readonly startFrom: bigint;
  readonly resolveLinkTos: boolean;
  readonly extraStatistics: boolean;
  readonly messageTimeoutMs: number;
  readonly maxRetryCount: number;
  readonly checkpointAfterMs: number;
  readonly minCheckpointCount: number;
  readonly maxCheckpointCount: number;
  /** 0 for any number. */
  readonly maxSubscriberCount: number;
  readonly liveBufferSize: number;
  readonly readBatchSize: number;
  readonly historyBufferSize: number;
  readonly strategy: string;
}

interface Message {
  readonly entry: Entry;
  readonly retryCount: number;
}

interface Sent extends Message {
  readonly cancelTimer: () => void;
}

/** Somebody who is being sent messages, at most `bufferSize` that are not answered yet. */
export class Consumer {
  readonly name: string;
  readonly bufferSize: number;
  readonly sent = new Map<string, Sent>();
  total = 0;
  readonly deliver: (message: Message) => void;
  readonly drop: () => void;

  constructor(how: Pick<Consumer, 'name' | 'bufferSize' | 'deliver' | 'drop'>) {
    this.name = how.name;
    this.bufferSize = how.bufferSize;
    this.deliver = how.deliver;
    this.drop = how.drop;
  }

  get hasRoom(): boolean {
    return this.sent.size < this.bufferSize;
  }
}

export type NackAction = 'park' | 'retry' | 'skip' | 'stop';

/**
 * A persistent subscription to one stream, its state and its rules. The message timeout runs from
 * the moment of sending, also while a message waits in the client's buffer; what has been retried
 * too often is parked without a word; answers about messages that are no longer out are ignored.
 */
export class Group {
  readonly stream: string;
  readonly name: string;
  settings: GroupSettings;
  readonly consumers: Consumer[] = [];
  readonly parked: Entry[] = [];
  readonly #context: Context;
  readonly #retries: Message[] = [];
  readonly #answered = new Set<bigint>();
  readonly #stop: () => void;
  #next: bigint;
  #checkpoint: bigint | null = null;
  #sinceCheckpoint = 0;
  #isCheckpointDue = false;
  #turn = 0;
  totalItems = 0;
  liveCount = 0;

  constructor(context: Context, stream: string, name: string, settings: GroupSettings) {
    this.#context = context;
    this.stream = stream;
    this.name = name;
    this.settings = settings;
    const length = BigInt(context.log.stream(stream)?.entries.length ?? 0);
    this.#next = settings.startFrom < 0n ? length : settings.startFrom;
    const entries = context.log.stream(this.#streamOf('checkpoint'))?.entries;
    const saved = entries?.at(-1);
    if (saved !== undefined) {
      this.#checkpoint = BigInt(Buffer.from(saved.data).toString());
      this.#next = this.#checkpoint + 1n;
    }
    let known = length;
    this.#stop = context.log.onChange(() => {
      const now = BigInt(context.log.stream(stream)?.entries.length ?? 0);
      this.liveCount = Math.min(this.settings.liveBufferSize, this.liveCount + Number(now - known));
      known = now;
      this.#pump();
    });
  }

  /** Says goodbye to every consumer; nothing is delivered any more. */
  close(): void {
    this.#stop();
    for (const consumer of this.consumers.splice(0)) {
      for (const { cancelTimer } of consumer.sent.values()) cancelTimer();
      consumer.sent.clear();
      consumer.drop();
    }
  }

  join(consumer: Consumer): void {
    this.consumers.push(consumer);
    this.#pump();
  }

  /** What was out with a consumer that is gone goes to the others, one retry older. */
  leave(consumer: Consumer): void {
    const at = this.consumers.indexOf(consumer);
    if (at < 0) return;
    this.consumers.splice(at, 1);
    for (const message of consumer.sent.values()) {
      message.cancelTimer();
      this.#retry(message);
    }
    consumer.sent.clear();
    this.#pump();
  }

  ack(consumer: Consumer, ids: readonly string[]): void {
    for (const id of ids) this.#take(consumer, id, (message) => this.#finish(message.entry));
    this.#pump();
  }

  nack(consumer: Consumer, ids: readonly string[], action: NackAction, reason: string): void {
    for (const id of ids)
      this.#take(consumer, id, (message) => {
        if (action === 'retry') this.#retry(message);
        else {
          if (action === 'park') this.#park(message.entry, reason);
          this.#finish(message.entry);
        }
      });
    this.#pump();
  }

  /** Parked messages are delivered again, as if for the first time. */
  replay(): void {
    for (const entry of this.parked.splice(0)) this.#retries.push({ entry, retryCount: 0 });
    this.#pump();
  }

  stats(): Readonly<Record<'read' | 'retry' | 'inFlight' | 'outstanding' | 'live', number>> & {
    readonly checkpoint: string;
    readonly lastKnown: string;
  } {
    const entries = this.#context.log.stream(this.stream)?.entries ?? [];
    const inFlight = this.consumers.reduce((sum, { sent }) => sum + sent.size, 0);
    const waiting = Math.max(0, entries.length - Number(this.#next));
    const last = entries.at(-1);
    return {
      read: waiting,
      retry: this.#retries.length,
      inFlight,
      outstanding: inFlight,
      live: this.liveCount,
      checkpoint: this.#checkpoint?.toString() ?? '',
      lastKnown: last?.revision.toString() ?? '',
    };
  }

  #streamOf(what: 'checkpoint' | 'parked'): string {
    return `$persistentsubscription-${this.stream}::${this.name}-${what}`;
  }

  #take(consumer: Consumer, id: string, done: (message: Message) => void): void {
    const message = consumer.sent.get(id);
    if (message === undefined) return;
    consumer.sent.delete(id);
    message.cancelTimer();
    done(message);
  }

  #pump(): void {
    for (;;) {
      const at = this.#free();
      const consumer = this.consumers[at];
      if (consumer === undefined) return;
      const message = this.#nextMessage();
      if (message === undefined) return;
      this.#turn = (at + 1) % this.consumers.length;
      this.#send(consumer, message);
    }
  }

  // Retries come after what has been read and not been sent yet.
  #nextMessage(): Message | undefined {
    const entry = this.#context.log.stream(this.stream)?.entries[Number(this.#next)];
    if (entry === undefined) return this.#retries.shift();
    this.#next += 1n;
    return { entry, retryCount: 0 };
  }

  // Whose turn it is; -1 when nobody has room.
  #free(): number {
    if (this.settings.strategy !== 'RoundRobin') return this.consumers.findIndex((c) => c.hasRoom);
    for (let i = 0; i < this.consumers.length; i++) {
      const at = (this.#turn + i) % this.consumers.length;
      if (this.consumers[at]?.hasRoom === true) return at;
    }
    return -1;
  }

  #send(consumer: Consumer, message: Message): void {
    const { id } = message.entry;
    let isOut = true;
    if (this.settings.messageTimeoutMs > 0)
      this.#context.later(this.settings.messageTimeoutMs, () => {
        if (!isOut) return;
        consumer.sent.delete(id);
        this.#retry(message);
        this.#pump();
      });
    consumer.sent.set(id, { ...message, cancelTimer: () => (isOut = false) });
    consumer.total += 1;
    this.totalItems += 1;
    consumer.deliver(message);
  }

  #retry({ entry, retryCount }: Message): void {
    const { maxRetryCount } = this.settings;
    const late = this.#context.mutations.has('parks-late') ? 1 : 0;
    if (retryCount < maxRetryCount + late) {
      this.#retries.push({ entry, retryCount: retryCount + 1 });
      return;
    }
    this.#park(entry, `Reached retry count of ${maxRetryCount}`);
    this.#finish(entry);
  }

  #park(entry: Entry, reason: string): void {
    this.parked.push(entry);
    const added = new Date(performance.timeOrigin + performance.now()).toISOString();
    this.#write('parked', '$>', `${entry.revision}@${entry.stream}`, { added, reason });
  }

  #finish(entry: Entry): void {
    this.#answered.add(entry.revision);
    this.#sinceCheckpoint += 1;
    const { minCheckpointCount, maxCheckpointCount, checkpointAfterMs } = this.settings;
    if (this.#sinceCheckpoint >= maxCheckpointCount) this.#save();
    else if (this.#sinceCheckpoint >= minCheckpointCount && !this.#isCheckpointDue) {
      this.#isCheckpointDue = true;
      this.#context.later(checkpointAfterMs, () => this.#save());
    }
  }

  // The last revision below which nothing is unanswered.
  #save(): void {
    this.#isCheckpointDue = false;
    this.#sinceCheckpoint = 0;
    const start = this.settings.startFrom < 0n ? 0n : this.settings.startFrom;
    let upTo = this.#checkpoint ?? start - 1n;
    while (this.#answered.has(upTo + 1n)) upTo += 1n;
    if (upTo === this.#checkpoint || upTo < start) return;
    this.#checkpoint = upTo;
    this.#write('checkpoint', '$SubscriptionCheckpoint', upTo.toString(), null);
  }

  #write(what: 'checkpoint' | 'parked', type: string, text: string, metadata: unknown): void {
    this.#context.log.append(this.#streamOf(what), ANY, [
      {
        id: randomUUID(),
        type,
        contentType: what === 'parked' ? 'application/octet-stream' : 'application/json',
        data: Buffer.from(text),
        metadata: Buffer.from(metadata === null ? '' : JSON.stringify(metadata)),
      },
    ]);
  }
}
