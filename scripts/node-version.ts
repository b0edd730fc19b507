// Prints the version of the runtime that scripts/run.js chooses; .ci/run holds it to Node 24.
process.stdout.write(`${process.version}\n`);
