#!/bin/sh
# Makes an archive that needs no Java of a runnable tree: the tree, and beside it a Java runtime of what it uses.
#
#   archive.sh TREE RUNTIME ARCHIVE MODULES    RUNTIME is made if it is not there
set -eu
tree=$1 runtime=$2 archive=$3 modules=$4

if [ ! -d "$runtime" ]; then
    "${JAVA_HOME:+$JAVA_HOME/bin/}jlink" --add-modules "$modules" --strip-debug --no-header-files --no-man-pages --output "$runtime"
    "$runtime/bin/java" -Xshare:dump >/dev/null
fi

# The same bytes each time, whoever makes it.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -a "$tree" "$work/"
copy=$work/${tree##*/}
cp -a "$runtime" "$copy/runtime"
rm -f "$copy/lib/classes.jsa"
tar -C "$work" --sort=name --owner=0 --group=0 --numeric-owner --mtime=2026-11-01T00:00:00Z -c "${tree##*/}" | gzip -9n >"$archive"
