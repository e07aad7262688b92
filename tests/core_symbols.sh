#!/bin/sh
# The core's library needs nothing but a few memory and string functions.  Prints TAP.
# $1: libcsip-core.a
set -eu
# The last two are the compiler's own: its stack protector and the table of position-independent code.
allowed='bcmp memchr memcmp memcpy memmove memset strlen __stack_chk_fail _GLOBAL_OFFSET_TABLE_'

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
nm --defined-only "$1" | awk 'NF == 3 { print $3 }' | sort -u >"$work/defined"
nm -u "$1" | awk 'NF == 2 { print $2 }' | sort -u >"$work/needed"
printf '%s\n' $allowed | sort -u >"$work/allowed"
sort -u "$work/defined" "$work/allowed" >"$work/fine"

echo 1..2
if [ -s "$work/defined" ]; then echo ok 1 - core_library_has_symbols; else
    echo not ok 1 - core_library_has_symbols
fi
if comm -23 "$work/needed" "$work/fine" | sed 's/^/# needs /' | tee "$work/extra" | grep -q .; then
    cat "$work/extra"
    echo not ok 2 - core_library_needs_only_memory_and_string_functions
    exit 1
fi
echo ok 2 - core_library_needs_only_memory_and_string_functions
