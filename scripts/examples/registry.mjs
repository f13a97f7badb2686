// The packages of this checkout in a registry of npm's, on this machine: what is installed from it is what a release would be.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { capture } from "../process.mjs";

/** Packs the packages into `folder` and serves them. A client's cache must not keep them: `no-store` says so. */
export async function startRegistry(folder) {
  const packed = await capture("pnpm", ["--recursive", "--filter=./packages/*", "pack", "--pack-destination", folder]);
  if (packed.code !== 0) throw new Error(packed.output);
  const tarballs = readdirSync(folder).filter((file) => file.endsWith(".tgz"));
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${server.address().port}/`;
  const documents = await Promise.all(tarballs.map((file) => documentOf(folder, file, url)));
  const answers = new Map([
    ...documents.map((document) => [document.name, JSON.stringify(document)]),
    ...tarballs.map((file) => [file, readFileSync(join(folder, file))]),
  ]);
  server.on("request", (request, response) => {
    const answer = answers.get(decodeURIComponent(request.url.slice(1)));
    response.writeHead(answer ? 200 : 404, { "cache-control": "no-store", "content-type": "application/json" });
    response.end(answer);
  });
  return { url, close: () => server.close() };
}

/** What a registry tells of a package that has one version. */
async function documentOf(folder, file, url) {
  const { output } = await capture("tar", ["-xOf", file, "package/package.json"], { cwd: folder });
  const manifest = JSON.parse(output);
  const digest = createHash("sha512")
    .update(readFileSync(join(folder, file)))
    .digest("base64");
  const dist = { tarball: url + file, integrity: `sha512-${digest}` };
  const { name, version } = manifest;
  return { name, "dist-tags": { latest: version }, versions: { [version]: { ...manifest, dist } } };
}
