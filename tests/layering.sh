#!/bin/sh
# A folder of src/ is a layer: includes point only downward, the core sees no system header but the
# freestanding ones, every header compiles alone, and each name of the libraries is csip's and
# defined once.  Prints TAP.  Usage: tests/layering.sh [BUILD]
set -u
cd "$(dirname "$0")/.." || exit 1
build=${1:-build}

layers="base sip sdp transaction dialog session subscription ua media websocket host server cli"
core="base sip sdp transaction dialog session subscription ua"
core_headers="assert.h limits.h stdarg.h stdbool.h stddef.h stdint.h string.h emmintrin.h"
host_packages="libuv libwebsockets openssl nice libsrtp2 opus vpx speexdsp sndfile libpng jansson"

number=0 failures=0

# Print one case: its findings, if any, are what is wrong.
tell() {
    number=$((number + 1))
    if [ -z "$2" ]; then
        echo "ok $number - $1"
    else
        failures=$((failures + 1))
        echo "not ok $number - $1"
        printf '%s\n' "$2" | sed 's/^/# /'
    fi
}

rank() {
    echo "$layers" | tr ' ' '\n' | grep -nx "$1" | cut -d: -f1
}

sources() {
    find "src/$1" -name '*.[ch]' 2>/dev/null
}

upward_includes() {
    for layer in $layers; do
        for file in $(sources "$layer"); do
            sed -n 's/^ *# *include *"\([a-z]*\)\/.*/\1/p' "$file" | sort -u | while read -r other; do
                [ "$(rank "$other")" -le "$(rank "$layer")" ] || echo "$file includes $other/"
            done
        done
    done
}

foreign_includes() {
    allowed=$(echo "$core_headers" | sed 's/ /|/g; s/\./\\./g')
    for layer in $core; do
        # shellcheck disable=SC2046 # a list of files
        grep -HE '^ *# *include *<' $(sources "$layer") /dev/null | grep -vE "<(csip/.*|$allowed)>"
    done
}

# Compile a file that includes nothing but the header given: compiler, options, header.
compiles_alone() {
    printf '#include "%s"\nextern int csip_unused;\n' "$3" |
        $1 $2 -I. -Iinclude -Isrc -fsyntax-only - 2>&1 | grep -m 3 -E 'error|warning'
}

broken_headers() {
    # shellcheck disable=SC2086 # a list of packages
    flags=$(pkg-config --cflags $host_packages)
    for header in include/csip/*.h; do
        compiles_alone gcc "-x c -std=c17 -pedantic -Wall -Wextra -Wstrict-prototypes" "$header"
    done
    for header in $(find src -name '*.h'); do
        compiles_alone gcc "-x c -std=gnu17 -Wall -Wextra $flags" "$header"
    done
}

broken_in_cpp() {
    for header in include/csip/*.h; do
        compiles_alone clang++ "-x c++ -std=c++17 -Wall" "$header"
    done
}

defined_names() {
    nm -g --defined-only "$build/libcsip-core.a" "$build/libcsip.a" | awk 'NF == 3 { print $3 }' | sort
}

doubtful_names() {
    [ -f "$build/libcsip.a" ] || echo "$build/libcsip.a is not there"
    defined_names | uniq -d | sed 's/$/ is defined twice/'
    defined_names | grep -v '^csip_' | sed 's/$/ does not begin with csip_/'
}

echo "1..5"
tell "includes point only downward" "$(upward_includes)"
tell "the core includes freestanding headers only" "$(foreign_includes)"
tell "every header compiles alone" "$(broken_headers)"
tell "public headers compile as C++" "$(broken_in_cpp)"
tell "each name of the libraries is csip's and defined once" "$(doubtful_names)"
[ "$failures" -eq 0 ]
