// What of photos leaves the phone: nine large ones over a bad line, none larger than it need be, and what was covered.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";

import { withPage } from "./lib/browser.js";
import * as outbox from "./lib/outbox.js";
import { LONG_SIDE, jpeg, photosSent, sizeOf } from "./lib/photos.js";
import { startServer } from "./lib/server.js";

const { CUT, addPhotos, cases, noDraftLeft, receiptShown, says, send, write } = outbox;
const ORIGINAL = 20 * 1024 * 1024;

let server;
let folder;
before(async () => {
  server = await startServer();
  folder = await mkdtemp(path.join(tmpdir(), "jingnuan-photos-"));
});
after(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

test("nine photos of 20 MB over a slow line that breaks twice: one receipt, nine photos in the case", { timeout: 280_000 }, () =>
  withPage({ quiet: CUT }, async (page) => {
    const context = page.context();
    const sent = await photosSent(page);
    await outbox.open(page, server);
    const picture = await jpeg(page, 4000, 3000, 50);
    // The same picture with another end is another file; readers stop where the picture ends.
    const files = [];
    for (let number = 0; number < 9; number += 1) {
      const file = path.join(folder, `IMG_${number}.jpg`);
      await writeFile(file, Buffer.concat([picture, Buffer.alloc(ORIGINAL - picture.length, number)]));
      files.push(file);
    }
    context.setDefaultTimeout(60_000);
    await addPhotos(page, files);
    await write(page, "九张大照片，网又慢又断");

    const devtools = await context.newCDPSession(page);
    const line = (offline) =>
      devtools.send("Network.emulateNetworkConditions", { offline, latency: 400, downloadThroughput: 200_000, uploadThroughput: 50_000 });
    await devtools.send("Network.enable");
    await line(false);
    await send(page);
    for (const number of [3, 6]) {
      await says(page, new RegExp(`正在发送：照片 ${number}/9`));
      await page.waitForFunction((at) => document.querySelectorAll(".photos progress")[at].value > 20, number - 1);
      await line(true);
      await says(page, /没有网/);
      await line(false);
    }
    await receiptShown(page, 150_000);
    await page.getByText("照片 9 张已存好").waitFor();
    await noDraftLeft(page);
    assert.ok(sent.length >= 9, `${sent.length} uploads`);
    for (const photo of sent) assert.deepEqual(sizeOf(photo), [LONG_SIDE, 1536]);
    assert.equal(await cases(server, "九张大照片，网又慢又断"), 1);
  }));

test("a photo taken with the phone upright is sent upright, without what said so", () =>
  withPage({}, async (page) => {
    const sent = await photosSent(page);
    await outbox.open(page, server);
    const lying = await jpeg(page, 2400, 1200, 100);
    // EXIF with nothing but the orientation: to be turned a quarter to the right.
    const turned = Buffer.from("ffe100224578696600004d4d002a000000080001011200030000000100060000" + "00000000", "hex");
    const file = path.join(folder, "upright.jpg");
    await writeFile(file, Buffer.concat([lying.subarray(0, 2), turned, lying.subarray(2)]));
    await addPhotos(page, [file]);
    await send(page);
    await receiptShown(page);
    assert.deepEqual(sent.map(sizeOf), [[1024, LONG_SIDE]]);
    assert.ok(!sent[0].includes("Exif"));
  }));

test("what was covered cannot be seen in what is sent; the rest can", () =>
  withPage({}, async (page) => {
    const sent = await photosSent(page);
    await outbox.open(page, server);
    const file = path.join(folder, "face.jpg");
    // Squares of 8 pixels: fine detail everywhere.
    await writeFile(file, await jpeg(page, 1024, 768, 8));
    await addPhotos(page, [file]);
    await page.getByRole("button", { name: /遮住第 1 张/ }).click();
    const canvas = await page.locator("dialog canvas").boundingBox();
    const at = (x, y) => [canvas.x + canvas.width * x, canvas.y + canvas.height * y];
    await page.mouse.move(...at(0.25, 0.25));
    await page.mouse.down();
    await page.mouse.move(...at(0.5, 0.625));
    await page.mouse.up();
    await page.getByText("遮住了 1 处").waitFor();
    await page.getByRole("button", { name: "遮好了" }).click();
    await page.getByText("发出去的是遮过的照片").waitFor();
    await send(page);
    await receiptShown(page);

    assert.equal(sent.length, 1);
    const detail = await detailOf(page, sent[0]);
    // Six squares across are left, each of one colour; before, each of those held thirty.
    assert.ok(detail.covered < 4, `${detail.covered} of detail is left where it was covered`);
    assert.ok(detail.open > 30, `${detail.open} of detail where it was not`);
  }));

/** How much pixels eight apart differ, for most of them: inside the covered part, and elsewhere. */
const detailOf = (page, photo) =>
  page.evaluate(async (base64) => {
    const image = new Image();
    image.src = `data:image/jpeg;base64,${base64}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const detail = (x, y, width, height) => {
      const { data } = context.getImageData(x, y, width, height);
      const differences = [];
      for (let row = 0; row < height; row += 1) {
        for (let column = 8; column < width; column += 1) {
          const here = 4 * (row * width + column);
          differences.push(Math.abs(data[here] - data[here - 32]));
        }
      }
      return differences.sort((a, b) => a - b)[differences.length >> 1];
    };
    return { covered: detail(272, 208, 224, 256), open: detail(700, 100, 224, 256) };
  }, photo.toString("base64"));
