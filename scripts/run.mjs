// npm run demo, test, bench, build and the others: prepares what the task needs, then runs it. Needs Node and npm alone.
// Static imports would be parsed before the check, so there are none.
const major = Number(process.versions.node.split(".")[0]);
if (major < 20) {
  console.error(`attn needs Node 20 or newer; this is Node ${process.versions.node}. Get one from https://nodejs.org`);
  process.exit(1);
}
const { main } = await import("./tasks.mjs");
process.exitCode = await main(process.argv[2], process.argv.slice(3));
