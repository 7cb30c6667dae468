# An unprivileged program traps, without an agent: its events are printed with who has trapped, handled, and answered.
only_for pvh

cat >/run/lab/routes.toml <<'END'
[[route]]
type = "lab.sum"
door = "trap"
guest = "a"
run = ["/bin/sh", "-c", "sed 's/.*\"data\":\"\\([^\"]*\\)\".*/\\1/' | bc"]
hold = "10s"

[[route]]
type = "lab.fails"
run = ["/bin/false"]
hold = "10s"

[[route]]
type = "lab.hangs"
run = ["/bin/sleep", "1000"]
hold = "300ms"

[[route]]
type = "lab.unwanted"
accept = false

[[route]]
door = "trap"
guest = "a"
END

guest a
start_listener --config /run/lab/routes.toml
await "the trap of a" 20 hears_traps_of a

expect "10 bytes handled" as_app a 'notify lab.little 0123456789'
expect "them printed" heard type=lab.little data=0123456789 xendoor=trap subject=a xendomid="$(domid a)" xenvcpu=0 xencpl=3
expect "3,000 bytes across two pages handled" [ "$(as_app a 'trap-many 1 1 3000')" = "unanswered 0, handled 1, refused 0, malformed 0, failed 0, nonsense 0" ]
expect "them printed" [ "$(with type=lab.many </run/lab/events | sed 's/.*"data":"\([^"]*\)".*/\1/' | wc -c)" = 3001 ]
expect "a handler's answer" [ "$(as_app a 'notify lab.sum "17 + 4"')" = 21 ]
complains 1 "handler failed" as_app a 'notify lab.fails'
complains 1 "took too long" as_app a 'notify lab.hangs'
complains 1 "refused" as_app a 'notify lab.unwanted'
expect "the command served as well" [ "$(as_app a 'xen-notify send --via trap --wait 10 lab.sum "20 + 1"')" = 21 ]
expect "the door told" sh -c "xen-listen guests --control /run/lab/control --json | grep -q '\"door\":\"store+trap\"'"
expect "the doctor to know it" sh -c "xen-listen doctor | grep -q '^ok *traps'"

stop_listener
no_port_left a
complains 1 "nobody in Dom0 listens" as_app a 'notify lab.late'

rm -f /run/lab/monitor
trap-monitor "$(domid a)" >/run/lab/monitor 2>&1 &
monitor=$!
await "that another program can be the monitor" 10 grep -q ready /run/lab/monitor
start_listener --config /run/lab/routes.toml
await "one sentence about it" 20 grep -q "another program is its monitor" "$LAB/listener.log"
expect "that program to be left alone" as_app a 'notify lab.other'
refuse "an event of that one" heard type=lab.other
kill "$monitor"
await "end of that program" 10 no_process "$monitor"
expect "that one reload is enough" xen-listen reload --control /run/lab/control
await "the trap of a" 20 hears_traps_of a 2
expect "traps heard again" as_app a 'notify lab.again'
