// Covering faces and plates on a photo before it leaves the phone: parts are made coarse in the picture itself, so that
// nothing below them can be brought back.
import { element } from "./part.js";
import { asJpeg } from "./shrink.js";

// Squares along the shorter side of a covered part: too few to know a face by.
const SQUARES = 6;
// How far a key moves the part, in hundredths of the picture.
const STEP = 3;

/** Shows the picture; answers with the covered one, or null when nothing was covered. */
export async function coverParts(file) {
  const bitmap = await createImageBitmap(file);
  const canvas = element("canvas", { width: bitmap.width, height: bitmap.height, tabIndex: 0 });
  const help = "在脸或车牌上拖一个框就遮住了。用键盘：方向键移动框，加号减号改大小，回车遮住。";
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-label", help);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const covered = [];
  let frame = null;
  const draw = () => {
    context.drawImage(bitmap, 0, 0);
    for (const part of covered) coarsen(context, part);
    if (frame) outline(context, frame);
  };
  draw();

  const said = element("p", { className: "say small" }, help);
  said.setAttribute("role", "status");
  const undo = element("button", { type: "button", className: "btn quiet" }, "退一步");
  const done = element("button", { type: "button", className: "btn" }, "遮好了");
  const leave = element("button", { type: "button", className: "btn plain" }, "不遮了");
  const title = element("h2", { id: "cover-title" }, "遮住不该露的");
  const dialog = element("dialog", { className: "cover" }, title, said, canvas, element("div", { className: "do" }, done, undo, leave));
  dialog.setAttribute("aria-labelledby", "cover-title");
  const count = () => {
    undo.disabled = covered.length === 0;
    said.textContent = covered.length ? `遮住了 ${covered.length} 处。` : help;
  };
  const take = () => {
    if (frame && frame.width > 4 && frame.height > 4) covered.push(frame);
    frame = null;
    draw();
    count();
  };
  byHand(canvas, (now) => ((frame = now), draw()), take);
  byKeys(canvas, () => frame, (now) => ((frame = now), draw()), take);
  undo.addEventListener("click", () => (covered.pop(), draw(), count()));
  count();

  document.body.append(dialog);
  dialog.showModal();
  const wanted = await new Promise((answer) => {
    done.addEventListener("click", () => (take(), answer(covered.length > 0)));
    leave.addEventListener("click", () => answer(false));
    dialog.addEventListener("cancel", () => answer(false));
  });
  dialog.remove();
  bitmap.close();
  const whole = await asJpeg(canvas).catch(() => null);
  return wanted ? whole : null;
}

/** Each square of the part becomes one colour: drawn small, then large again without smoothing. */
function coarsen(context, { x, y, width, height }) {
  const square = Math.max(1, Math.min(width, height) / SQUARES);
  const small = element("canvas", { width: Math.max(1, Math.round(width / square)), height: Math.max(1, Math.round(height / square)) });
  small.getContext("2d").drawImage(context.canvas, x, y, width, height, 0, 0, small.width, small.height);
  context.imageSmoothingEnabled = false;
  context.drawImage(small, x, y, width, height);
  context.imageSmoothingEnabled = true;
}

function outline(context, { x, y, width, height }) {
  const line = Math.max(2, context.canvas.width / 200);
  context.lineWidth = line;
  for (const [colour, off] of [["#10243E", 0], ["#FFF", line]]) {
    context.strokeStyle = colour;
    context.strokeRect(x + off, y + off, width - 2 * off, height - 2 * off);
  }
}

function byHand(canvas, change, take) {
  let from = null;
  const at = ({ clientX, clientY }) => {
    const box = canvas.getBoundingClientRect();
    return [((clientX - box.left) * canvas.width) / box.width, ((clientY - box.top) * canvas.height) / box.height];
  };
  canvas.addEventListener("pointerdown", (event) => {
    from = at(event);
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!from) return;
    const to = at(event);
    const [x, y] = [Math.min(from[0], to[0]), Math.min(from[1], to[1])];
    change({ x, y, width: Math.abs(to[0] - from[0]), height: Math.abs(to[1] - from[1]) });
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, () => {
      if (from) take();
      from = null;
    });
  }
}

const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function byKeys(canvas, current, change, take) {
  canvas.addEventListener("keydown", (event) => {
    const step = (canvas.width * STEP) / 100;
    const side = canvas.width / 6;
    const now = current() ?? { x: (canvas.width - side) / 2, y: (canvas.height - side) / 2, width: side, height: side };
    const move = MOVES[event.key];
    const grow = { "+": 1, "=": 1, "-": -1 }[event.key];
    if (move) change({ ...now, x: now.x + move[0] * step, y: now.y + move[1] * step });
    else if (grow) change({ ...now, width: Math.max(step, now.width + grow * step), height: Math.max(step, now.height + grow * step) });
    else if (event.key === "Enter" && current()) take();
    else return;
    event.preventDefault();
  });
}
