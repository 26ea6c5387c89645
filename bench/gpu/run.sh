#!/bin/sh
# Runs the packed GPU benchmark; the result is one JSON document on stdout. VK_DRIVER_FILES names a Vulkan driver that
# is not where the loader looks for it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
xz -dc "$here/node.xz" > "$work/node"
xz -dc "$here/dawn.node.xz" > "$work/dawn.node"
chmod +x "$work/node"
cp "$here/main.mjs" "$work/"
# The machine's own loader comes first: it fits its driver.
if ! ldconfig -p 2>/dev/null | grep -q 'libvulkan\.so\.1' && [ -f "$here/libvulkan.so.1" ]; then
  cp "$here/libvulkan.so.1" "$work/"
  LD_LIBRARY_PATH="$work${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
  export LD_LIBRARY_PATH
fi
# Containers mount NVIDIA's driver here without telling the loader.
nvidia=/usr/local/nvidia/share/vulkan/icd.d/nvidia_icd.json
if [ -z "${VK_DRIVER_FILES:-}" ] && [ ! -d /usr/share/vulkan/icd.d ] && [ -f "$nvidia" ]; then
  VK_DRIVER_FILES=$nvidia
  export VK_DRIVER_FILES
fi
"$work/node" "$work/main.mjs"
