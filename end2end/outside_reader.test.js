// Photos full of what cameras and chat programs write into them are reported; then every picture that either site serves
// is read by a program that is not ours (exifr), which finds nothing in any.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import exifr from "exifr";

import { withPage, DESKTOP } from "./lib/browser.js";
import { PLACE, PLANTED, intoJpeg, intoPng, intoWebp } from "./lib/metadata.js";
import { startServer } from "./lib/server.js";
import { signIn } from "./lib/staff.js";

const FORM = "/report/mobile_vendor?village=410821100207";
const SIZE = { width: 640, height: 480 };
const EVERYTHING = {
  tiff: true,
  ifd1: true,
  exif: true,
  gps: true,
  interop: true,
  makerNote: true,
  userComment: true,
  xmp: true,
  iptc: true,
  icc: true,
  jfif: true,
  ihdr: true,
  multiSegment: true,
  mergeOutput: false,
};
/** What a picture says of its own form: size, depth, density. */
const FORM_ALONE = /^(JFIFVersion|ResolutionUnit|[XY]Resolution|Thumbnail(Width|Height)|Image(Width|Height)|BitDepth|ColorType|Compression|Filter|Interlace)$/;

let server;
before(async () => (server = await startServer({ env: { JINGNUAN_ABUSE_LIMITS: "off" } })));
after(() => server?.stop());

/** What an outside reader finds beyond a picture's form, block by block. */
async function found(bytes) {
  const blocks = (await exifr.parse(bytes, EVERYTHING)) ?? {};
  const beyond = Object.entries(blocks).map(([block, fields]) => [
    block,
    typeof fields === "object" ? Object.keys(fields).filter((field) => !FORM_ALONE.test(field)) : [fields],
  ]);
  return Object.fromEntries(beyond.filter(([, fields]) => fields.length > 0));
}

/** The same scene in the three kinds that are taken, as the browser itself encodes them, filled with words. */
async function photos() {
  const [jpeg, png, webp] = await withPage({}, async (page) => {
    await page.goto(server.publicUrl);
    const encoded = await page.evaluate(({ width, height }) => {
      const canvas = Object.assign(document.createElement("canvas"), { width, height });
      const brush = canvas.getContext("2d");
      const sky = brush.createLinearGradient(0, 0, width, height);
      sky.addColorStop(0, "#0B6BCB");
      sky.addColorStop(1, "#D9480F");
      brush.fillStyle = sky;
      brush.fillRect(0, 0, width, height);
      return ["jpeg", "png", "webp"].map((kind) => canvas.toDataURL(`image/${kind}`, 0.9));
    }, SIZE);
    return encoded.map((url) => Buffer.from(url.split(",")[1], "base64"));
  });
  return [
    { name: `${PLANTED}.jpg`, mimeType: "image/jpeg", buffer: intoJpeg(jpeg) },
    { name: `${PLANTED}.png`, mimeType: "image/png", buffer: intoPng(png) },
    { name: `${PLANTED}.webp`, mimeType: "image/webp", buffer: intoWebp(webp, SIZE) },
  ];
}

/** Reads a served picture; gives its kind. */
async function assertClean(bytes, what) {
  assert.ok(bytes.length > 100, `${what} is a picture`);
  const kind = bytes[0] === 0xff ? "jpeg" : bytes.toString("latin1", 1, 4) === "PNG" ? "png" : "other";
  for (const words of ["Planted", "Exif", "xmpmeta", "Photoshop", "ICC_PROFILE"]) {
    assert.ok(!bytes.includes(words), `${what} holds ${words}`);
  }
  if (kind !== "other") assert.deepEqual(await found(bytes), {}, `exifr reads ${what}`);
  return kind;
}

/** The addresses of every picture that a page shows, shares or names. */
function picturesOf(page) {
  return page.evaluate(() => {
    const shown = [...document.querySelectorAll("img[src], source[src]")].map((picture) => picture.src);
    const named = [...document.querySelectorAll("link[rel~=icon], link[rel=apple-touch-icon]")].map((link) => link.href);
    const shared = [...document.querySelectorAll("meta[property='og:image'], meta[name='twitter:image']")];
    return [...shown, ...named, ...shared.map((meta) => meta.content)];
  });
}

async function bytesOf(page, address) {
  if (address.startsWith("data:")) return Buffer.from(address.split(",")[1], "base64");
  const answer = await page.request.get(address);
  assert.equal(answer.status(), 200, address);
  return answer.body();
}

test("the reader finds what was planted in the photos that are sent", async () => {
  const [jpeg, png] = await photos();
  const inJpeg = await exifr.parse(jpeg.buffer, EVERYTHING);
  assert.equal(inJpeg.ifd0.Make, PLANTED);
  assert.ok(Math.abs(inJpeg.gps.latitude - PLACE.latitude) < 1e-6 && Math.abs(inJpeg.gps.longitude - PLACE.longitude) < 1e-6);
  assert.deepEqual(Object.keys(await found(jpeg.buffer)).sort(), ["gps", "icc", "ifd0", "iptc", "xmp"]);
  const inPng = await found(png.buffer);
  assert.ok(inPng.ifd0 && inPng.gps && inPng.ihdr, JSON.stringify(inPng));
});

for (const scripts of [true, false]) {
  test(`every picture served after a report ${scripts ? "with" : "without"} scripts holds nothing of it`, async () => {
    const text = `有照片的举报 ${scripts}`;
    await withPage({ scripts }, async (page) => {
      await page.goto(`${server.publicUrl}${FORM}`);
      await page.locator("input[type=file]").first().setInputFiles(await photos());
      if (scripts) await page.getByText("好了").nth(2).waitFor();
      await page.locator("textarea[name=text]").fill(text);
      await page.getByRole("button", { name: /发给修武县交通运输局/ }).click();
      await page.getByRole("heading", { name: /收到了/ }).waitFor();
      // The picture of the receipt, to be saved in the album.
      const pictures = await page.locator("main img").evaluateAll((all) => all.map((picture) => picture.src));
      assert.equal(pictures.length, 1);
      assert.equal(await assertClean(await bytesOf(page, pictures[0]), "the receipt's picture"), "png");
    });
    await withPage({ viewport: DESKTOP }, async (page) => {
      await signIn(page, server, "xiuwu-transport");
      await page.locator("tbody tr", { hasText: text }).locator("th a").click();
      await page.getByText(text).first().waitFor();
      const links = await page.locator("a[href*='/staff/photos/']").evaluateAll((all) => all.map((link) => link.href));
      const shown = (await picturesOf(page)).filter((address) => address.includes("/staff/photos/"));
      assert.equal(shown.length, 3, "a thumbnail of each");
      assert.ok(links.length >= 3, "each opens");
      for (const address of new Set([...links, ...shown])) {
        assert.equal(await assertClean(await bytesOf(page, address), address), "jpeg");
      }
    });
  });
}

test("no picture of the site itself says anything of who made it", () =>
  withPage({}, async (page) => {
    const seen = new Set();
    for (const path of ["/", "/v/410821100207", "/map", "/prices", "/notices", "/guide", "/report", "/receipt"]) {
      await page.goto(`${server.publicUrl}${path}`);
      for (const address of await picturesOf(page)) seen.add(address);
    }
    const manifest = await (await fetch(`${server.publicUrl}/manifest.webmanifest`)).json();
    for (const icon of manifest.icons) seen.add(new URL(icon.src, server.publicUrl).href);
    const kinds = [];
    for (const address of seen) kinds.push(await assertClean(await bytesOf(page, address), address));
    assert.ok(kinds.filter((kind) => kind === "png").length >= 3, [...seen].join(" "));
  }));

test("nothing of it is in the log", () => assert.ok(!server.log().includes("Planted")));
