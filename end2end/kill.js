// Kills the server at any moment under load, starts it again on the same data, and checks by receipts that no tip that was
// acknowledged is missing and none was stored twice.
//
//   node end2end/kill.js [--rounds 200] [--seconds 3600] [--senders 8] [--longest 700] [--photo FILE]
//
// Each life of the server lasts 20 milliseconds to `longest`, beside its start; a debug build wants some
// thousands, and a small photo.
// JINGNUAN_BIN names the program (default: the release build). Every second tip carries a photo, in its form or piece by
// piece before it. A sender that hears nothing sends the same tip again under the same key, and asks how far a photo came,
// as a phone does.

import assert from "node:assert/strict";
import { randomInt, randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";

import { startServer } from "./lib/server.js";

const { values } = parseArgs({
  options: Object.fromEntries(["rounds", "seconds", "senders", "longest", "photo"].map((name) => [name, { type: "string" }])),
});
const rounds = Number(values.rounds ?? 200);
const deadline = Date.now() + Number(values.seconds ?? 3600) * 1000;
const senders = Number(values.senders ?? 8);
const longest = Number(values.longest ?? 700);
const photoBytes = await readFile(values.photo ?? new URL("fixtures/vendor-with-gps.jpg", import.meta.url));
const photo = new Blob([photoBytes]);
const PIECE = Math.ceil(photoBytes.length / 3);

const dataDir = await mkdtemp(path.join(tmpdir(), "jingnuan-kill-"));
const start = () => startServer({ dataDir, env: { JINGNUAN_ABUSE_LIMITS: "off", JINGNUAN_LOG_LEVEL: "error" } });

/** Every tip that was ever sent: key -> { photos, receipt once acknowledged }. */
const tips = new Map();
let server = await start();
const account = await server.account("city-office");
let ended = false;
let repeated = 0;
let pieced = 0;

function body(key, { photos, upload }) {
  const form = new FormData();
  form.set("category", "mobile_vendor");
  form.set("village", "410821100207");
  form.set("text", `一袋一袋卖 ${key}`);
  if (upload) form.append("upload", upload.split("/").pop());
  else if (photos) form.append("photo", photo, "a.jpg");
  return form;
}

/** One answer to a piece of a photo, or nothing where the line broke. */
async function tus(method, address, headers = {}, body = undefined) {
  try {
    const all = { "Tus-Resumable": "1.0.0", ...headers };
    return await fetch(`${server.publicUrl}${address}`, { method, headers: all, body, signal: AbortSignal.timeout(20_000) });
  } catch {
    return null;
  }
}

/** Sends the photo piece by piece; what was acknowledged of it must still be there after a kill. */
async function sendPieces(tip) {
  while (tip.came < photoBytes.length) {
    if (!tip.upload) {
      const begun = await tus("POST", "/api/v1/uploads", { "Upload-Length": String(photoBytes.length) });
      if (begun?.status === 201) tip.upload = new URL(begun.headers.get("location")).pathname;
    } else {
      const asked = await tus("HEAD", tip.upload);
      if (asked) {
        assert.equal(asked.status, 200, "an upload that was acknowledged is gone");
        const offset = Number(asked.headers.get("upload-offset"));
        assert.ok(offset >= tip.came, `${tip.came} bytes were acknowledged, ${offset} are there`);
        tip.came = offset;
        const headers = { "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" };
        const taken = offset < photoBytes.length && (await tus("PATCH", tip.upload, headers, photoBytes.subarray(offset, offset + PIECE)));
        if (taken?.status === 204) {
          tip.came = Number(taken.headers.get("upload-offset"));
          continue;
        }
      }
    }
    if (tip.came < photoBytes.length) await pause(20);
  }
  pieced += 1;
}

/** One answer, or nothing where the line broke. */
async function ask(address, options = {}) {
  try {
    const response = await fetch(`${server.publicUrl}${address}`, { ...options, signal: AbortSignal.timeout(20_000) });
    return { status: response.status, json: await response.json() };
  } catch {
    return null;
  }
}

/** Sends until it is acknowledged; the same key must always give the same receipt. */
async function deliver(key, tip) {
  for (;;) {
    const answer = await ask("/api/v1/tips", {
      method: "POST",
      headers: { "Idempotency-Key": key },
      body: body(key, tip),
    });
    if (answer && (answer.status === 201 || answer.status === 200)) {
      const { receipt } = answer.json;
      assert.match(receipt, /^\d{16}$/);
      if (tip.receipt) assert.equal(receipt, tip.receipt, "a replay gave another receipt");
      tip.receipt = receipt;
      return;
    }
    if (answer) assert.equal(answer.status, 503, JSON.stringify(answer));
    repeated += 1;
    await pause(20);
  }
}

async function send() {
  while (!ended) {
    const key = randomUUID();
    const tip = { photos: randomInt(2), receipt: null, upload: null, came: 0 };
    tips.set(key, tip);
    if (tip.photos && randomInt(2)) await sendPieces(tip);
    await deliver(key, tip);
  }
}

/** Looks every one of these up by its receipt. */
async function check(list) {
  const left = [...list];
  const missing = [];
  const look = async () => {
    for (let tip = left.pop(); tip; tip = left.pop()) {
      let answer = null;
      while (!answer) answer = await ask("/api/v1/tips/mine", { headers: { Receipt: tip.receipt } });
      if (answer.status !== 200) missing.push(`${tip.receipt} ${answer.status}`);
    }
  };
  await Promise.all(Array.from({ length: 8 }, look));
  assert.deepEqual(missing, [], "acknowledged tips are missing");
}

const acknowledged = () => [...tips.values()].filter((tip) => tip.receipt);

const working = Array.from({ length: senders }, send);
for (const work of working) {
  work.catch((error) => {
    console.error(error);
    process.exit(1);
  });
}
let round = 0;
let checked = 0;
let slowest = 0;
while (round < rounds && Date.now() < deadline) {
  await pause(randomInt(20, longest));
  await server.stop("SIGKILL");
  const seen = acknowledged();
  const begun = Date.now();
  server = await start();
  slowest = Math.max(slowest, Date.now() - begun);
  // Those of this round; all of them again at the end.
  await check(seen.slice(checked));
  checked = seen.length;
  round += 1;
  if (round % 10 === 0) console.log(`${round} kills, ${seen.length} tips acknowledged, ${repeated} sent again`);
}
ended = true;
await Promise.all(working);
const all = acknowledged();
assert.equal(all.length, tips.size);
assert.equal(new Set(all.map((tip) => tip.receipt)).size, all.length, "two tips share a receipt");
await check(all);

// None twice: the office that sees everything counts as many cases as there were keys, each with its photos.
const { cases, photos } = await count();
assert.equal(cases, tips.size, "a tip was stored twice, or lost");
const sent = all.reduce((sum, tip) => sum + tip.photos, 0);
assert.equal(photos, sent, "a photo was lost or stored twice");
// And every one again under its key: the same receipt, nothing new.
const sample = [...tips].slice(0, 500);
for (const [key, tip] of sample) await deliver(key, tip);
assert.equal((await count()).cases, tips.size, "a replay stored something");
await server.stop();
await rm(dataDir, { recursive: true, force: true });
console.log(
  `${round} kills under load (${senders} senders, half with a photo): ${all.length} tips acknowledged, 0 missing, 0 doubled; ` +
    `${sent} photos, ${pieced} of them in pieces, 0 missing; ${repeated} sent again under their key; ${sample.length} replays gave the same receipt; ` +
    `slowest start ${slowest} ms`,
);
process.exit(0);

/** Reads the workbench's whole list page by page. */
async function count() {
  const cookie = await signIn();
  const numbers = new Set();
  let photos = 0;
  let address = "/staff/";
  while (address) {
    const html = await (await fetch(`${server.staffUrl}${address}`, { headers: { cookie } })).text();
    for (const row of html.split("<tr>").slice(1)) {
      const number = /data-row="1">([^<]+)</.exec(row)?.[1];
      if (!number) continue;
      assert.ok(!numbers.has(number), `${number} is listed twice`);
      numbers.add(number);
      photos += Number(/<td class="mt">.*?<\/svg>\s*(?:<!>)?(\d+)/s.exec(row)?.[1] ?? 0);
    }
    const next = /<p class="further">.*?href="([^"]+)"/s.exec(html)?.[1];
    address = next?.replaceAll("&amp;", "&");
  }
  return { cases: numbers.size, photos };
}

async function signIn() {
  const form = await fetch(`${server.staffUrl}/staff/sign-in`);
  const before = form.headers.getSetCookie().map((set) => set.split(";")[0]).join("; ");
  const csrf = /name="csrf" value="([^"]*)"/.exec(await form.text())[1];
  const answer = await fetch(`${server.staffUrl}/staff/sign-in`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie: before, origin: server.staffUrl, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ login: account.name, password: account.password, csrf }),
  });
  assert.equal(answer.status, 303);
  return answer.headers.getSetCookie().map((set) => set.split(";")[0]).filter((pair) => !pair.endsWith("=")).join("; ");
}
