#!/bin/sh
# The core compiles for wasm32 and imports nothing: randomness, hashing and memory come by the
# platform that the host gives.  Prints TAP.
# $1: the source directory; $2…: the core's source files
set -eu
source=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

echo 1..3
for file in "$@"; do
    clang-14 --target=wasm32-wasi -std=c17 -O2 -Wall -Wextra -Wpedantic -Werror \
        -Wno-missing-field-initializers -I"$source/include" -I"$source/src" \
        -DCSIP_VERSION='"wasm"' -c "$file" -o "$work/$(echo "$file" | tr / _).o"
done
echo ok 1 - core_compiles_for_wasm32
exports=$(llvm-nm-14 --defined-only --extern-only "$work"/*.o |
    awk '$2 == "T" && $3 ~ /^csip_[a-z]/ { print "--export=" $3 }')
wasm-ld-14 --no-entry $exports "$work"/*.o /usr/lib/wasm32-wasi/libc.a -o "$work/core.wasm"
echo ok 2 - core_links_for_wasm32
if llvm-objdump-14 -h "$work/core.wasm" | grep -w IMPORT; then
    echo not ok 3 - core_imports_nothing
    exit 1
fi
echo ok 3 - core_imports_nothing
