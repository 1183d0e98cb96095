#!/usr/bin/env bash
# Photos a second through our pipeline beside vipsthumbnail and sharp: the same files, one core, the same two sizes (2,048
# and 480 px on the longer side, JPEG, upright, without metadata). Ours also checks strictly and bounds time and memory.
#
#   server/benches/photo_peers.sh [SECONDS]      # for each of the three; default 10
#
# Everything is installed into a temporary folder that goes away. Needs npm, and vipsthumbnail on the PATH or apt-get.
set -euo pipefail
cd "$(dirname "$0")/../.."

seconds=${1:-10}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

echo "Making the photos and the program (cargo bench --bench photo_files)…" >&2
cargo bench -q -p jingnuan --bench photo_files -- "$work/photos" >&2

echo "Installing sharp…" >&2
(cd "$work" && npm init -y >/dev/null && npm install --silent --no-audit --no-fund sharp >&2)
vips=$(command -v vipsthumbnail || true)
if [ -z "$vips" ]; then
  echo "Fetching libvips-tools and what it needs…" >&2
  # Only what this machine lacks, unpacked beside everything else.
  (
    cd "$work"
    needed=$(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces \
      --no-enhances libvips-tools | grep '^[a-z]' | sort -u)
    for package in $needed; do
      dpkg -s "$package" >/dev/null 2>&1 || apt-get -qq download "$package" >/dev/null 2>&1 || true
    done
    for file in *.deb; do dpkg-deb -x "$file" tools; done
  )
  vips=$work/tools/usr/bin/vipsthumbnail
  export LD_LIBRARY_PATH
  LD_LIBRARY_PATH=$(find "$work/tools" -name '*.so*' -printf '%h\n' | sort -u | paste -sd:)
  "$vips" --vips-version >&2 || { echo "vipsthumbnail does not start: apt-get install libvips-tools" >&2; vips=; }
fi

echo "| pipeline | photos/s on one core |"
echo "|---|---:|"

taskset -c 0 cargo bench -q -p jingnuan --bench photo_files -- "$work/photos" "$seconds"

cat >"$work/sharp.mjs" <<'JS'
import { readdir, readFile } from "node:fs/promises";
import sharp from "sharp";
sharp.concurrency(1);
sharp.cache(false);
const [folder, seconds] = process.argv.slice(2);
const files = await Promise.all((await readdir(folder)).map((name) => readFile(`${folder}/${name}`)));
const side = (image, pixels, quality) =>
  image.clone().resize(pixels, pixels, { fit: "inside", withoutEnlargement: true }).jpeg({ quality }).toBuffer();
let done = 0;
const begun = performance.now();
while (performance.now() - begun < seconds * 1000) {
  const image = sharp(files[done % files.length]).autoOrient();
  await side(image, 2048, 82);
  await side(image, 480, 78);
  done += 1;
}
console.log(`| sharp ${sharp.versions.sharp} | ${((done * 1000) / (performance.now() - begun)).toFixed(1)} |`);
JS
taskset -c 0 env UV_THREADPOOL_SIZE=1 node "$work/sharp.mjs" "$work/photos" "$seconds"

if [ -n "$vips" ]; then
  version=$("$vips" --vips-version | sed 's/^libvips \([0-9.]*\).*/vipsthumbnail \1/')
  files=("$work"/photos/*)
  done=0
  begun=$(date +%s.%N)
  while awk "BEGIN { exit !($(date +%s.%N) - $begun < $seconds) }"; do
    file=${files[done % ${#files[@]}]}
    taskset -c 0 env VIPS_CONCURRENCY=1 "$vips" "$file" -s 2048 -o "$work/large.jpg[Q=82,strip]"
    taskset -c 0 env VIPS_CONCURRENCY=1 "$vips" "$file" -s 480 -o "$work/small.jpg[Q=78,strip]"
    done=$((done + 1))
  done
  awk "BEGIN { printf \"| %s, a process each | %.1f |\n\", \"$version\", $done / ($(date +%s.%N) - $begun) }"
fi
