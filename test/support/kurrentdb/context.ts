import { status, type Metadata, type ServiceError } from '@grpc/grpc-js';
import type { Fault, Faults, Method } from './faults.ts';
import type { NodeLog } from './log.ts';
import type { Mutations } from './mutations.ts';
import type { Stubs } from './stubs.ts';
import { refusal } from './wire.ts';

/** What every service of the test server works with. */
export interface Context {
  readonly stubs: Stubs;
  readonly log: NodeLog;
  readonly faults: Faults;
  /** Wrong ways of answering, for showing that a test would notice. */
  readonly mutations: Mutations;
  /** How long an append that repeats one still under way is left without an answer. */
  readonly commitTimeoutMs: number;
  /** Reads and subscriptions under way. */
  readonly open: Set<unknown>;
  /** The header that a call must have, where a server wants to know who asks. */
  readonly authorization: string | null;
  /** Takes every connection away at once. */
  cut(): void;
  /** Runs something later, unless the server is stopped first. */
  later(ms: number, work: () => void): void;
}

/** How a call can be answered, whatever its kind. */
export interface Answering {
  /** Does what was asked and answers. */
  run(): void;
  /** Does what was asked, and answers nothing. */
  runSilently(): void;
  /** Ends the call with an error. */
  fail(error: ServiceError): void;
  /** Ends the call in order. */
  end(): void;
}

/** Refuses a call of somebody the server does not know. */
export function checkUser(context: Context, metadata: Metadata): ServiceError | null {
  const { authorization } = context;
  if (authorization === null || metadata.get('authorization').includes(authorization)) return null;
  return refusal(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' });
}

/** Answers a call as the fault that is set for its method wants it. */
export function answer(context: Context, method: Method, call: Answering): void {
  const fault = context.faults.take(method);
  if (fault === null) call.run();
  else answerWrongly(context, fault, call);
}

function answerWrongly(context: Context, fault: Fault, call: Answering): void {
  switch (fault.kind) {
    case 'silent':
      if (fault.executes) call.runSilently();
      return;
    case 'late':
      context.later(fault.ms, () => {
        call.run();
        // Counted when the answer is on its way.
        setImmediate(() => context.later(10, () => context.faults.counted('late')));
      });
      return;
    case 'end':
      if (fault.executes) call.runSilently();
      call.end();
      return;
    case 'cut':
      if (fault.executes) call.runSilently();
      context.cut();
      return;
    case 'not-leader':
      call.fail(
        refusal(status.NOT_FOUND, 'Leader info available', {
          exception: 'not-leader',
          'leader-endpoint-host': fault.address,
          'leader-endpoint-port': String(fault.port),
        }),
      );
      return;
    case 'exhausted':
      call.fail(refusal(status.RESOURCE_EXHAUSTED, 'Too busy.'));
      return;
    case 'not-ready':
      call.fail(refusal(status.UNAVAILABLE, 'Server Is Not Ready'));
      return;
    case 'denied':
      call.fail(refusal(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' }));
  }
}
