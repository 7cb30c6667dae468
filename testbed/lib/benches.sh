# What the benchmarks have in common that run without Xen; sourced from the project's directory.
#
#   agent_java CLASS ARGUMENT…      runs one of the benchmark's programs with the options that the agent is shipped with
#   listener_java CLASS ARGUMENT…   … the listener
#   simulated_host GUESTS           starts one in $work/host, until this shell ends
#   median                          of the numbers on standard input

. testbed/lib/machine.sh
need_build
[ -e testbed/target/classes/org/xennotify/testbed/bench/RingCounter.class ] || mvn -q -B -DskipTests package

work=$(mktemp -d -p /dev/shm)
children=
trap 'end_children; rm -rf "$work"' EXIT

# A program in the background is a subshell's child, which does not hear of the subshell's end.
end_children() {
  for child in $children; do
    pkill -P "$child" || true
    kill "$child" || true
  done 2>/dev/null
  wait
}

shipped() { sed -n 's|.*<launcher.options>\(.*\)</launcher.options>.*|\1|p' "$1/pom.xml"; }
bench_java() {
  local options=$1 class=$2
  shift 2
  java -XX:+UseSerialGC -XX:-UsePerfData -XX:+UnlockDiagnosticVMOptions -XX:AsyncDeflationInterval=0 \
    -XX:GuaranteedSafepointInterval=0 $options \
    -cp "testbed/target/classes:agent/target/xen-notify-agent/lib/*:dom0-listener/target/xen-notify-listener/lib/*" \
    "org.xennotify.testbed.bench.$class" "$@"
}
agent_java() { bench_java "$(shipped agent)" "$@"; }
listener_java() { bench_java "$(shipped dom0-listener)" "$@"; }

simulated_host() {
  : >"$work/ready"
  testbed/sim "$work/host" --guests "$1" >"$work/ready" &
  children="$children $!"
  until grep -q ready "$work/ready"; do sleep 0.1; done
}

median() { sort -n | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'; }
