// Starts the release program on free ports with a data folder of its own, and stops it.

import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const program = path.resolve(
  root,
  process.env.JINGNUAN_BIN ?? path.join(process.env.CARGO_TARGET_DIR ?? "target", "release/jingnuan"),
);

const PUBLIC_SITE = /公开站点\s+(http:\/\/\S+?)\/?\s*$/m;
const STAFF_SITE = /工作台\s+(http:\/\/\S+?)\/staff\/?\s*$/m;
const ACCOUNT = /^\s*账号\s+(\S+)\s+密码\s+(\S+)\s+(.+?)\s*$/gm;

// A test that fails before it stops its server neither waits for it nor leaves it behind.
const running = new Map();
process.on("exit", () => {
  for (const [child, temporary] of running) {
    child.kill("SIGKILL");
    if (temporary) rmSync(temporary, { recursive: true, force: true });
  }
});

/**
 * Starts a server and waits for its two addresses.
 *
 * With `dataDir` the server opens that folder and leaves it behind: for stopping and starting
 * again. Otherwise it gets a new folder, removed by `stop`. `through` is a command that runs the
 * program, such as one that limits what it may use.
 */
export async function startServer({ dataDir, through = [], args = [], env = {} } = {}) {
  const folder = dataDir ?? (await mkdtemp(path.join(tmpdir(), "jingnuan-")));
  const options = ["--data-dir", folder, "--public-addr", "127.0.0.1:0", "--staff-addr", "127.0.0.1:0"];
  const [command, ...rest] = [...through, program, "serve", ...options, ...args];
  const child = spawn(command, rest, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.set(child, dataDir ? null : folder);
  for (const handle of [child, child.stdout, child.stderr]) handle.unref();

  let stdout = "";
  let log = "";
  let ended = null;
  const end = new Promise((resolve) => {
    const settle = (reason) => {
      ended ??= reason;
      running.delete(child);
      resolve();
    };
    child.on("error", (error) => settle(error.message));
    child.on("exit", (code, signal) => settle(`ended with ${signal ?? `code ${code}`}`));
  });
  child.stdout.setEncoding("utf8").on("data", (text) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (log += text));

  async function waitFor(what, find) {
    const deadline = Date.now() + 30_000;
    for (;;) {
      const found = find();
      if (found) return found;
      if (ended || Date.now() > deadline) {
        throw new Error(`the server showed no ${what} (${ended ?? "still running"}):\n${stdout}${log}`);
      }
      await pause(20);
    }
  }

  async function stop(signal = "SIGTERM") {
    child.ref();
    if (!ended) child.kill(signal);
    await Promise.race([end, pause(10_000, undefined, { ref: false })]);
    const stuck = !ended;
    if (stuck) {
      child.kill("SIGKILL");
      await end;
    }
    if (!dataDir) await rm(folder, { recursive: true, force: true });
    if (stuck) throw new Error(`the server did not stop within 10 s of ${signal}`);
  }

  try {
    const [publicUrl, staffUrl] = await Promise.all([
      waitFor("public address", () => PUBLIC_SITE.exec(stdout)?.[1]),
      waitFor("staff address", () => STAFF_SITE.exec(stdout)?.[1]),
    ]);
    return {
      publicUrl,
      staffUrl,
      dataDir: folder,
      pid: child.pid,
      /** What the server wrote to its log so far. */
      log: () => log,
      /** The demonstration account with this login, or whose role text contains `role`: `{ name, password, role }`. */
      account: (role) =>
        waitFor(`account for ${role}`, () =>
          [...stdout.matchAll(ACCOUNT)]
            .map(([, name, password, text]) => ({ name, password, role: text }))
            .find((account) => account.name === role || account.role.includes(role)),
        ),
      stop,
    };
  } catch (error) {
    await stop("SIGKILL");
    throw error;
  }
}
