"""Is events.ndjson what a checkpoint of Feeworth was signed for? python3 verify.py EVENTS CHECKPOINT KEY
Needs openssl 3.0 or later. Ends with 0 if so, with 1 and the word WRONG if not, with 2 after this text
and with 2 and the word MISSING when a file, or openssl, is not there: then nothing was verified."""
import base64, collections, hashlib, json, os, pathlib, subprocess, sys, tempfile

def sha(data): return hashlib.sha256(data).digest()
def wrong(what): sys.exit(f"WRONG {what}")
def missing(error): os._exit(print(f"MISSING {error.filename}: {error.strerror}", file=sys.stderr, flush=True) or 2)
sys.excepthook = lambda kind, error, trace: missing(error) if isinstance(error, OSError) else print(f"WRONG {kind.__name__}: {error}", file=sys.stderr)
if len(sys.argv) != 4: sys.exit(print(__doc__) if "--help" in sys.argv else print(__doc__, file=sys.stderr) or 2)
events, checkpoint, key_file = sys.argv[1:]
text, _, signatures = pathlib.Path(checkpoint).read_bytes().rpartition(b"\n\n")
origin, size, root, *more = text.decode().splitlines()
for line in pathlib.Path(key_file).read_text().splitlines():
    if line[:1] in ("", "#"): continue
    name, key_id, key = line.split("+", 2)
    mine = [s for s in signatures.decode().splitlines() if s.startswith(f"— {name} ")
            and base64.b64decode(s.split()[2])[:4].hex() == key_id == sha(name.encode() + b"\n" + base64.b64decode(key))[:4].hex()]
    if mine: break
else: wrong(f"{checkpoint}: no key that is trusted has signed it")
with tempfile.TemporaryDirectory() as folder:
    der, sig = bytes.fromhex("302a300506032b6570032100") + base64.b64decode(key)[1:], base64.b64decode(mine[0].split()[2])[4:]
    for file, data in (("key", der), ("text", text + b"\n"), ("sig", sig)): pathlib.Path(folder, file).write_bytes(data)
    command = "openssl pkeyutl -verify -pubin -keyform DER -inkey key -rawin -in text -sigfile sig"
    if subprocess.run(command.split(), cwd=folder, capture_output=True).returncode != 0 or name != origin:
        wrong(f"{checkpoint}: its signature is false")
parts, n = [], 0  # the roots of the tree's complete parts
with open(events, "rb") as lines:
    for n, line in zip(range(1, int(size) + 1), lines):
        node, rest = sha(b"\0" + line[:-1]), n - 1
        while rest % 2: node, rest = sha(b"\1" + parts.pop() + node), rest // 2
        parts.append(node)
while len(parts) > 1: parts[-2:] = [sha(b"\1" + parts[-2] + parts[-1])]
if n != int(size) or (parts or [sha(b"")])[0] != base64.b64decode(root): wrong(f"{events}: not the {size} events that were signed")
with open(events, "rb") as lines:
    counts = collections.Counter(json.loads(line)["entity"] for _, line in zip(range(n), lines))
for _, entity, count, *_ in (line.split() for line in more if line.startswith("total ")):
    if counts[entity] != int(count): wrong(f"{checkpoint}: {entity} has not {count} events")
print(f"{events}: {size} events as signed by {key_id}")
