import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const ROOT = join(import.meta.dirname, '../..');
const page = readFileSync(join(ROOT, 'docs/kurrentdb.md'), 'utf8');

const service = z.object({
  image: z.string().regex(/^[\w./-]+:\d+\.\d+(?:\.\d+)?$/),
  environment: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  ports: z.array(z.string()).optional(),
  networks: z.record(z.string(), z.object({ ipv4_address: z.string() })).optional(),
  command: z.array(z.string()).optional(),
});
const compose = z.object({
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.unknown()),
});

const read = (name: string): z.infer<typeof compose> => {
  const text = readFileSync(join(ROOT, 'examples/kurrentdb', name), 'utf8');
  return compose.parse(parse(text, { merge: true }));
};

it('the page names the files there are, and the URL that fits each', () => {
  for (const name of ['one-node.yaml', 'three-nodes.yaml'])
    expect(page).toContain(`docker compose -f examples/kurrentdb/${name} up`);
  const ports = (name: string): string[] =>
    Object.values(read(name).services).flatMap(({ ports: own = [] }) =>
      own.map((port) => `127.0.0.1:${port.split(':')[0]}`),
    );
  expect(page).toContain(`esdb://${ports('one-node.yaml').join(',')}?tls=false`);
  expect(page).toContain(`esdb://${ports('three-nodes.yaml').join(',')}?tlsCAFile=`);
});

it('one node runs alone, without TLS', () => {
  const { node1 } = read('one-node.yaml').services;
  expect(node1?.environment).toMatchObject({
    EVENTSTORE_CLUSTER_SIZE: 1,
    EVENTSTORE_INSECURE: 'true',
  });
});

it('three nodes know each other, each with a certificate for its own address', () => {
  const { certificates, ...nodes } = read('three-nodes.yaml').services;
  const addresses = Object.values(nodes).map(({ networks }) => networks?.['cluster']?.ipv4_address);
  expect(new Set(addresses).size).toBe(3);
  for (const [name, node] of Object.entries(nodes)) {
    const { environment = {}, networks } = node;
    const own = networks?.['cluster']?.ipv4_address;
    const others = addresses.filter((address) => address !== own).map((a) => `${a}:2113`);
    expect(environment).toMatchObject({
      EVENTSTORE_CLUSTER_SIZE: 3,
      EVENTSTORE_GOSSIP_SEED: others.join(','),
      EVENTSTORE_NODE_IP: own,
      EVENTSTORE_REPLICATION_IP: own,
      EVENTSTORE_CERTIFICATE_FILE: `/certs/${name}/node.crt`,
    });
    expect(environment['EVENTSTORE_ADVERTISE_NODE_PORT_TO_CLIENT_AS']).toBe(
      Number(node.ports?.[0]?.split(':')[0]),
    );
    expect(certificates?.command?.join(' ')).toContain(
      `-out /certs/${name} -ip-addresses 127.0.0.1,${own}`,
    );
  }
});
