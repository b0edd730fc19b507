// Verifies what Feeworth seals, without Feeworth: checkpoints (C2SP signed notes, Ed25519), the
// events under them (RFC 6962 tree over the lines of events.ndjson) and proof files.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';

const fail = (what) => {
  throw new Error(what);
};
const sha256 = (...parts) => parts.reduce((h, p) => h.update(p), createHash('sha256')).digest();
const leafHash = (line) => sha256(Buffer.of(0), line);
const nodeHash = (left, right) => sha256(Buffer.of(1), left, right);
const half = (n) => Math.floor(n / 2);

/** A growing tree: the roots of its complete parts, largest first (RFC 6962 §2.1). */
class Tree {
  size = 0;
  parts = [];
  add(leaf) {
    let root = leaf;
    for (let n = this.size; n % 2 === 1; n = half(n)) root = nodeHash(this.parts.pop(), root);
    this.parts.push(root);
    this.size += 1;
  }
  root() {
    return this.parts.length === 0 ? sha256() : this.parts.reduceRight((r, l) => nodeHash(l, r));
  }
}

/** Climbs a proof with the older and the newer root (RFC 9162 §2.1.3.2, §2.1.4.2). */
function climb(at, last, start, proof) {
  let [older, newer] = [start, start];
  for (const part of proof) {
    if (last === 0) fail('the proof is too long');
    if (at % 2 === 1 || at === last) {
      [older, newer] = [nodeHash(part, older), nodeHash(part, newer)];
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, half(last)];
    } else newer = nodeHash(newer, part);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 ? [older, newer] : fail('the proof is too short');
}

function parseKey(line) {
  const [, name, id, text] =
    /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(line) ?? fail('no public key');
  const bytes = Buffer.from(text, 'base64');
  const own = sha256(`${name}\n`, bytes).toString('hex', 0, 4);
  if (bytes.length !== 33 || bytes[0] !== 1 || own !== id) fail('no public key');
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), bytes.subarray(1)]);
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
  return { name, id, key, line, from: 0, until: Infinity };
}

/** What a checkpoint states, once a key that is trusted at its size has signed it. */
function openCheckpoint(note, keys) {
  const cut = note.lastIndexOf('\n\n');
  const text = note.slice(0, cut + 1);
  const [origin, size, root = '', ...more] = text.trimEnd().split('\n');
  if (!/^(0|[1-9]\d{0,14})$/.test(size)) fail('it is no checkpoint');
  let by;
  const signatures = note.slice(cut + 2).trimEnd();
  for (const line of signatures.split('\n')) {
    const [, name, base64] = /^— (\S+) (\S+)$/.exec(line) ?? fail('it is no signed note');
    const bytes = Buffer.from(base64, 'base64');
    const id = bytes.toString('hex', 0, 4);
    const isKnown = (k) => k.name === name && k.id === id && k.from <= size && size <= k.until;
    const known = keys.find(isKnown);
    const isFalse = known && !verify(null, Buffer.from(text), known.key, bytes.subarray(4));
    by ??= isFalse ? fail('its signature is false') : known;
  }
  if (by === undefined) fail('no key that is trusted has signed it');
  const all = (name) => more.filter((l) => l.startsWith(name)).map((l) => l.slice(name.length));
  const [book] = all('book ');
  if (origin !== `feeworth.book/${book}` || origin !== by.name) fail('it is of another book');
  const totals = all('total ').map((t) => t.split(' '));
  const [nextKey] = all('next-key ');
  return { size: Number(size), root: Buffer.from(root, 'base64'), book, totals, nextKey, by };
}

/** Lines as bytes, one at a time: memory does not grow with the book. */
async function* linesOf(path) {
  let rest = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    rest = Buffer.concat([rest, chunk]);
    for (let to = rest.indexOf(10); to >= 0; to = rest.indexOf(10)) {
      yield rest.subarray(0, to);
      rest = rest.subarray(to + 1);
    }
  }
  if (rest.length > 0) fail('the last line is cut short');
}

/** Rotations are events: they are read first, so that each checkpoint finds its time's key. */
async function followRotations(path, keys) {
  for await (const line of linesOf(path)) {
    if (!line.includes('"type":"SigningKeyRotated"}')) continue;
    try {
      const { by, nextKey, size } = openCheckpoint(JSON.parse(line).data.signed, keys);
      if (!keys.some((k) => k.line === nextKey)) keys.push({ ...parseKey(nextKey), from: size });
      if (by.line !== nextKey) by.until = size;
    } catch {} // A rotation that no trusted key has signed hands nothing over.
  }
}

/** Hashes all events; compares tree and counts wherever a checkpoint speaks of them. */
async function checkEvents(path, checkpoints) {
  const tree = new Tree();
  const counts = new Map();
  const open = checkpoints.toSorted((a, b) => a.size - b.size);
  const compare = () => {
    for (; open[0]?.size === tree.size; open.shift()) {
      const { file, size, root, totals } = open[0];
      if (!tree.root().equals(root)) fail(`${file}: other than its ${size} events were signed`);
      for (const [entity, n] of totals)
        if (Number(n) !== (counts.get(entity) ?? 0)) fail(`${file}: ${entity} has not ${n} events`);
    }
  };
  compare();
  for await (const line of linesOf(path)) {
    // What no checkpoint covers is counted and not judged.
    try {
      const { entity } = open.length > 0 ? JSON.parse(line) : {};
      counts.set(entity, (counts.get(entity) ?? 0) + 1);
    } catch {
      fail(`sequence ${tree.size}: the line is no event`);
    }
    tree.add(leafHash(line));
    compare();
  }
  if (open.length > 0)
    fail(`${open[0].file}: it has ${open[0].size} events, here are ${tree.size}`);
  return tree.size;
}

/** A proof file holds signed checkpoints and needs nothing else. */
function checkProof(file, keys) {
  const { format, proof, sequence: at, ...of } = JSON.parse(readFileSync(file, 'utf8'));
  const parts = proof.map((hex) => Buffer.from(hex, 'hex'));
  if (format === 'feeworth-inclusion/1') {
    const { size, root } = openCheckpoint(of.checkpoint, keys);
    if (!Number.isSafeInteger(at) || at < 0 || at >= size) fail('there is no such event');
    const [, found] = climb(at, size - 1, leafHash(Buffer.from(of.line)), parts);
    return found.equals(root) ? `event ${at} is one of ${size}` : fail('the event is not there');
  }
  if (format !== 'feeworth-consistency/1') fail('it is no proof');
  const [older, newer] = [openCheckpoint(of.older, keys), openCheckpoint(of.newer, keys)];
  let [n, last] = [older.size - 1, newer.size - 1];
  if (n < 0 || n > last || older.book !== newer.book) fail('they are no two sizes of one book');
  if (n === last) [n, last] = [0, 0];
  while (n % 2 === 1) [n, last] = [half(n), half(last)];
  const start = n === 0 ? older.root : (parts.shift() ?? fail('the proof is too short'));
  const [before, after] = climb(n, last, start, parts);
  if (!before.equals(older.root) || !after.equals(newer.root)) fail('one is no part of the other');
  return `the book of ${older.size} events grew into that of ${newer.size}`;
}

const USAGE = `node verify.mjs --key FILE [--events FILE] [--checkpoint FILE]... [--proof FILE]...
  --key         public keys that you were given over another way than the book
  --events      events.ndjson, one event a line: is it what the checkpoints were signed for?
  --checkpoint  a signed checkpoint        --proof  a proof of inclusion or of consistency
Ends with 0 when all of it holds, 1 and WRONG when not, 2 and MISSING when a file cannot be read.`;
const given = { '--key': [], '--events': [], '--checkpoint': [], '--proof': [] };
const args = process.argv.slice(2);
for (let i = 0; i < args.length; i += 2) (given[args[i]] ??= []).push(args[i + 1]);
const { '--key': k, '--events': e, '--checkpoint': c, '--proof': p, ...others } = given;
const isUsable = k.length > 0 && c.length + p.length > 0 && e.length < 2 && args.length % 2 === 0;
if (!isUsable || Object.keys(others).length > 0) {
  const isAsked = args.includes('--help');
  console[isAsked ? 'log' : 'error'](USAGE);
  process.exit(isAsked ? 0 : 2);
}
let about = `${k}: `;
try {
  const lines = given['--key'].flatMap((file) => readFileSync(file, 'utf8').split(/\r?\n/));
  const keys = lines.filter((line) => /^[^#]/.test(line)).map(parseKey);
  const [events] = given['--events'];
  about = `${events}: `;
  if (events !== undefined) await followRotations(events, keys);
  const checkpoints = given['--checkpoint'].map((file) => {
    about = `${file}: `;
    const opened = openCheckpoint(readFileSync(file, 'utf8'), keys);
    console.log(`${about}${opened.size} events, signed by ${opened.by.id}`);
    return { ...opened, file };
  });
  about = '';
  if (events !== undefined) {
    const covered = Math.max(0, ...checkpoints.map((c) => c.size));
    const more = (await checkEvents(events, checkpoints)) - covered;
    console.log(`${events}: ${covered} events as signed, ${more} more under no signature`);
  }
  for (const file of given['--proof']) {
    about = `${file}: `;
    console.log(about + checkProof(file, keys));
  }
} catch (error) {
  const { syscall, message } = error; // What the system says of a file is no verdict on it.
  console.error(`${syscall ? 'MISSING' : 'WRONG'} ${about}${message}`);
  process.exitCode = syscall ? 2 : 1;
}
