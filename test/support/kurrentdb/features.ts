import type { Stubs } from './stubs.ts';
import { structuredId } from './wire.ts';

/** What 24.6.0 says it supports: service, method, and what the method knows (recording, raw). */
const METHODS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'persistent_subscriptions.persistentsubscriptions': {
    create: ['stream', 'all'],
    update: ['stream', 'all'],
    delete: ['stream', 'all'],
    read: ['stream', 'all'],
    getinfo: ['stream', 'all'],
    replayparked: ['stream', 'all'],
    list: ['stream', 'all'],
    restartsubsystem: ['stream', 'all'],
  },
  'users.users': {
    create: [],
    update: [],
    delete: [],
    disable: [],
    enable: [],
    details: [],
    changepassword: [],
    resetpassword: [],
  },
  'streams.streams': {
    read: ['position', 'events'],
    append: [],
    delete: [],
    tombstone: [],
    batchappend: ['deadline_duration'],
  },
  'operations.operations': {
    startscavenge: [],
    stopscavenge: [],
    shutdown: [],
    mergeindexes: [],
    resignnode: [],
    setnodepriority: [],
    restartpersistentsubscriptions: [],
  },
  'gossip.gossip': { read: [] },
  'monitoring.monitoring': { stats: [] },
  'server_features.serverfeatures': { getsupportedmethods: [] },
  'redaction.redaction': { geteventpositions: [], switchchunks: [] },
};

export const VERSION = '24.6.0';

/** The answer to ServerFeatures.GetSupportedMethods. */
export function supportedMethods({
  features,
}: Stubs): InstanceType<Stubs['features']['SupportedMethods']> {
  const answer = new features.SupportedMethods();
  answer.setEventStoreServerVersion(VERSION);
  for (const [service, methods] of Object.entries(METHODS))
    for (const [name, known] of Object.entries(methods)) {
      const method = new features.SupportedMethod();
      method.setServiceName(`event_store.client.${service}`);
      method.setMethodName(name);
      method.setFeaturesList([...known]);
      answer.addMethods(method);
    }
  return answer;
}

/** A node as gossip tells of it. */
export interface Member {
  readonly id: string;
  readonly address: string;
  readonly port: number;
  /** 8 leads, 6 follows. */
  readonly state: 6 | 8;
}

/** The answer to Gossip.Read. */
export function clusterInfo(
  stubs: Stubs,
  members: readonly Member[],
): InstanceType<Stubs['gossip']['ClusterInfo']> {
  const info = new stubs.gossip.ClusterInfo();
  for (const { id, address, port, state } of members) {
    const place = new stubs.gossip.EndPoint();
    place.setAddress(address);
    place.setPort(port);
    const member = new stubs.gossip.MemberInfo();
    member.setInstanceId(structuredId(stubs, id));
    member.setTimeStamp(String(Math.round((performance.timeOrigin + performance.now()) * 10_000)));
    member.setState(state);
    member.setIsAlive(true);
    member.setHttpEndPoint(place);
    info.addMembers(member);
  }
  return info;
}
