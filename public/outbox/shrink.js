// A photo made small enough to be sent over a weak line: a JPEG, upright, without any of the file's other data.
import { element } from "./part.js";

const LONG_SIDE = 2048;
const QUALITY = 0.85;

/** The photo with at most `LONG_SIDE` pixels. Fails where the browser cannot read it, or has no memory for it. */
export async function shrink(file) {
  const address = URL.createObjectURL(file);
  try {
    // An image is drawn rather than a bitmap: browsers decode a large JPEG for it at the smaller size.
    const image = await new Promise((loaded, failed) => {
      const image = element("img", { onload: () => loaded(image), onerror: failed, src: address });
    });
    const { naturalWidth, naturalHeight } = image;
    const scale = Math.min(1, LONG_SIDE / Math.max(naturalWidth, naturalHeight));
    const [width, height] = [naturalWidth, naturalHeight].map((side) => Math.max(1, Math.round(side * scale)));
    const canvas = element("canvas", { width, height });
    const context = canvas.getContext("2d");
    // JPEG knows no transparency; without this it would turn black.
    context.fillStyle = "#fff";
    context.fillRect(0, 0, width, height);
    context.drawImage(image, 0, 0, width, height);
    return await asJpeg(canvas);
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** What the canvas shows, which is empty afterwards. */
export async function asJpeg(canvas) {
  const blob = await new Promise((give) => canvas.toBlob(give, "image/jpeg", QUALITY));
  // Phones keep a canvas's memory for long unless it is emptied.
  canvas.width = canvas.height = 0;
  if (!blob) throw new Error("no picture");
  return new File([blob], "photo.jpg", { type: "image/jpeg" });
}
