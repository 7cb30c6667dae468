#!/bin/sh
# @launcher.name@: finds Java and replaces itself by it, so that its pid is the JVM's.
self=$0
while [ -h "$self" ]; do self=$(readlink -f "$self"); done
case $self in
    */*) home=${self%/*}/.. ;;
    *) home=.. ;;
esac
home=$(cd "$home" && pwd -P) || exit 1

if [ -x "$home/runtime/bin/java" ]; then
    java=$home/runtime/bin/java # the archive for machines without Java has one of its own
elif [ -n "$JAVA_HOME" ] && [ -x "$JAVA_HOME/bin/java" ]; then
    java=$JAVA_HOME/bin/java
elif ! java=$(command -v java); then
    echo "@launcher.name@: no java: install a Java 17 runtime, or set JAVA_HOME to one." >&2
    exit 69
fi

# In a fixed order, since class-data sharing wants the very class path that the archive was made with.
classpath=
for jar in "$home"/lib/*.jar; do classpath=$classpath${classpath:+:}$jar; done

case $(uname -s)-$(uname -m) in
    Linux-x86_64) native=$home/lib/native/linux-x86-64 ;;
    Linux-aarch64) native=$home/lib/native/linux-aarch64 ;;
    *) native= ;;
esac
set -- @launcher.main@ "$@"
[ -n "$native" ] && set -- -Djna.nounpack=true -Djna.boot.library.path="$native" "$@"
[ -r "$home/lib/classes.jsa" ] && set -- -XX:SharedArchiveFile="$home/lib/classes.jsa" "$@"

# Where standard input is closed, a file of the JVM's would get its number, and be read as input.
{ true 3<&0; } 2>/dev/null || exec </dev/null

# The JVM's own messages go to standard error and only if they are errors. The diagnostic flags and the serial
# collector keep an idle JVM from waking up 30 times a second.
export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-1}"
exec "$java" -Xlog:disable -Xlog:all=error:stderr -XX:+UseSerialGC -XX:-UsePerfData \
    -XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockDiagnosticVMOptions \
    -XX:AsyncDeflationInterval=0 -XX:GuaranteedSafepointInterval=0 \
    @launcher.options@ $XEN_NOTIFY_JAVA_OPTS -cp "$classpath" "$@"
