# The bell's round trip from Dom0 to a guest and back, in five alternating pairs: libxenevtchn, then ours.

rounds=3000
java="java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData -Djna.nounpack=true"
bench=org.xennotify.testbed.bench.BellBench
in_guest="$java -Djna.boot.library.path=/usr/lib/xen-notify-agent/lib/native/linux-x86-64 -cp /usr/lib/xen-notify-agent/lib/*:/lab/testbed.jar $bench"
in_dom0="$java -Djna.boot.library.path=/usr/lib/xen-notify-listener/lib/native/linux-x86-64 -cp /usr/lib/xen-notify-listener/lib/*:/lab/testbed.jar $bench"

# round_trip PONG PING…: prints what PING prints
round_trip() {
    inside a "set -f; $1 </dev/null >/run/pong.log 2>&1 & echo \$! >/run/pong.pid"
    await "published port" 20 xenstore-exists "/local/domain/$(domid a)/data/bench/port"
    shift
    set -f
    "$@"
    set +f
    inside a 'kill $(cat /run/pong.pid)'
    xenstore-rm "/local/domain/$(domid a)/data/bench"
    await "release of the ports" 5 same_ports a
}

guest a
for pair in 1 2 3 4 5; do
    c=$(round_trip evtchn-pong evtchn-ping "$(domid a)" $rounds)
    set -f
    ours=$(round_trip "$in_guest pong" $in_dom0 ping "$(domid a)" $rounds)
    set +f
    note "pair $pair: libxenevtchn $c; ours $ours"
    echo "$c $ours" >>/run/lab/pairs
done
note "median of ours to libxenevtchn's, p50: $(awk '{ split($0, us, /p50 /); print (us[3] + 0) / (us[2] + 0) }' /run/lab/pairs | sort -n | sed -n 3p)"
