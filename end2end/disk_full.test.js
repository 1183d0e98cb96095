// The server's disk fills up: what is not stored is not acknowledged, what was acknowledged stays, and once there is room
// the same tip gets in.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";

import { startServer } from "./lib/server.js";

// A small disk in memory, seen by the server alone; needs no root where user namespaces are allowed.
const OWN_DISK = ["unshare", "--user", "--map-root-user", "--mount"];
const possible = spawnSync(OWN_DISK[0], [...OWN_DISK.slice(1), "sh", "-c", "mount -t tmpfs none /mnt"]).status === 0;

const photo = new Blob([await readFile(new URL("fixtures/vendor-with-gps.jpg", import.meta.url))]);

test("a full disk acknowledges nothing and loses nothing", { skip: !possible && "no user namespaces here" }, async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), "jingnuan-full-"));
  const disk = 'mount -t tmpfs -o size=6m none "$0" && head -c 2500000 /dev/zero > "$0/ballast" && exec "$@"';
  const server = await startServer({
    dataDir,
    through: [...OWN_DISK, "sh", "-c", disk, dataDir],
    env: { JINGNUAN_ABUSE_LIMITS: "off" },
  });
  try {
    const send = async (key, pictures) => {
      const form = new FormData();
      form.set("category", "mobile_vendor");
      form.set("village", "410821100207");
      form.set("text", `满盘 ${key} ${"煤".repeat(1500)}`);
      for (let n = 0; n < pictures; n += 1) form.append("photo", photo, "a.jpg");
      const headers = { "Idempotency-Key": key };
      const response = await fetch(`${server.publicUrl}/api/v1/tips`, { method: "POST", headers, body: form });
      return { status: response.status, retry: response.headers.get("retry-after"), json: await response.json() };
    };
    const receipts = [];
    let refused;
    for (let n = 0; !refused; n += 1) {
      assert.ok(n < 1000, "the disk never filled up");
      const answer = await send(`full-${n}`, n % 2);
      if (answer.status === 201) receipts.push(answer.json.receipt);
      else refused = { key: `full-${n}`, pictures: n % 2, ...answer };
    }
    assert.ok(receipts.length > 3);
    assert.equal(refused.status, 507);
    assert.ok(Number(refused.retry) > 0);
    assert.match(refused.json.title, /存不下了.*没有收下/);
    assert.equal(refused.json.receipt, undefined);
    // Words alone: stored, or refused the same way, never something in between.
    for (let n = 0; n < 100; n += 1) {
      const answer = await send(`words-${n}`, 0);
      if (answer.status === 201) receipts.push(answer.json.receipt);
      else assert.equal(answer.status, 507, JSON.stringify(answer));
    }
    const found = async (receipt) => (await fetch(`${server.publicUrl}/api/v1/tips/mine`, { headers: { Receipt: receipt } })).status;
    for (const receipt of receipts) assert.equal(await found(receipt), 200);
    // Room again: the same tip, under the same key.
    await rm(`/proc/${server.pid}/root${dataDir}/ballast`);
    const again = await send(refused.key, refused.pictures);
    assert.equal(again.status, 201, JSON.stringify(again));
    assert.equal(await found(again.json.receipt), 200);
  } finally {
    await server.stop("SIGKILL");
    await rm(dataDir, { recursive: true, force: true });
  }
});
