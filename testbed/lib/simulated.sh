# Runs a command of the simulated host; sourced with $here as this project's testbed directory.

# Replaces this shell by the JVM, so that a signal reaches it.
run_simulated() {
    root=$(dirname "$here")
    class=org.xennotify.testbed.sim.$1
    shift
    [ -e "$here/target/classes/org/xennotify/testbed/sim/SimHost.class" ] || build_simulated
    exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto \
        -cp "$here/target/classes:$root/protocol/target/classes" "$class" "$@"
}

build_simulated() {
    . "$here/lib/machine.sh"
    need_build
    say "Building the simulated host (once)"
    (cd "$root" && mvn -B -q -pl testbed -am -DskipTests process-classes >&2) || die "the build failed: see above."
}
