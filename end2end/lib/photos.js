// Photos made in the browser, and what a page hands to the network of them.

import assert from "node:assert/strict";

/** The longer side of what is sent, in pixels. */
export const LONG_SIDE = 2048;

/** A JPEG of this size, all small squares of every colour, as a browser makes it. */
export async function jpeg(page, width, height, square) {
  const base64 = await page.evaluate(
    async ([width, height, square]) => {
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext("2d");
      for (let x = 0; x < width; x += square) {
        for (let y = 0; y < height; y += square) {
          context.fillStyle = `hsl(${Math.random() * 360} 80% ${20 + Math.random() * 60}%)`;
          context.fillRect(x, y, square, square);
        }
      }
      const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 })).arrayBuffer());
      let text = "";
      for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
      return btoa(text);
    },
    [width, height, square],
  );
  return Buffer.from(base64, "base64");
}

/** Hears of every photo's bytes as the page hands them to the network, from the first byte on. */
export async function photosSent(page) {
  const sent = [];
  await page.exposeFunction("photoSent", (base64) => sent.push(Buffer.from(base64, "base64")));
  await page.addInitScript(() => {
    const offsets = new WeakMap();
    const { setRequestHeader, send } = XMLHttpRequest.prototype;
    XMLHttpRequest.prototype.setRequestHeader = function (name, value) {
      if (name === "Upload-Offset") offsets.set(this, value);
      return setRequestHeader.call(this, name, value);
    };
    XMLHttpRequest.prototype.send = function (body) {
      if (body instanceof Blob && offsets.get(this) === "0") {
        const reader = new FileReader();
        reader.onload = () => window.photoSent(reader.result.split(",")[1]);
        reader.readAsDataURL(body);
      }
      return send.call(this, body);
    };
  });
  return sent;
}

/** Width and height, from the frame header of a JPEG. */
export function sizeOf(jpeg) {
  for (let at = 2; at < jpeg.length; at += 2 + jpeg.readUInt16BE(at + 2)) {
    const marker = jpeg[at + 1];
    const frame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (frame) return [jpeg.readUInt16BE(at + 7), jpeg.readUInt16BE(at + 5)];
  }
  return assert.fail("no frame in what was sent");
}
