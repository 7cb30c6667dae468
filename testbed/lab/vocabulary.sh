# The words of a scenario. They run in Dom0, in busybox's shell, with "set -eu": a command that fails ends the scenario.
#
#   guest NAME…                 guests of this name are there: one left by an earlier scenario, or a new one
#   fresh_guest NAME…           new ones in any case
#   bare_guest NAME…            new ones without a JVM
#   archive_guest NAME…         new ones without a JVM, but with the agent's archive that has its own, in /opt
#   systemd_guest NAME…         new ones in which systemd is the init, and starts the agent
#   VCPUS=N fresh_guest NAME…   … with so many virtual CPUs
#   only_for TYPE               first in a scenario: it says nothing about the other type of guest
#   reboot NAME, destroy NAME   … and wait until Xen has done it
#   save NAME                   writes it away (xl save), which ends its domain
#   restore NAME                goes on with it, as a new domain
#   migrate NAME                moves it, while it runs (xl migrate), from this host to this host
#   moved_in_stream NAME ROUNDS MOVE…  an application sends without a pause while the guest is moved so often, and published
#                               anew each time: all that was accepted is heard, in order, each under one id
#   checkpoint NAME             writes it away and lets it go on, as the same domain (xl save -c)
#   power_off NAME [COMMAND]    the guest does, with poweroff -f unless told otherwise
#   paused NAME                 it stands still, says Xen
#   domid NAME                  prints the domain number; still the last one when the guest is gone
#   inside NAME COMMAND         runs it as root in the guest; output, errors and status are the command's own
#   as_app NAME COMMAND         … as the unprivileged user app
#
#   start_agent NAME…           and wait until it is ready; it has a ring
#   start_bell NAME…            an agent that has none, so that each of its wake-ups is an event
#   agent_says NAME TEXT [N]    wait until a line of its output begins so, or N lines
#   stop_agent, kill_agent      orderly (SIGTERM), or with SIGKILL
#   start_listener [OPTION]…    with options of xen-listen run
#   stop_listener, kill_listener  orderly, or with SIGKILL
#   supervise_listener [OPTION]…  … and start it again whenever it has ended
#   stall_listener, resume_listener  it gets no processor for a while
#   store NAME NODE             prints the value of NODE below the guest's data/xen-notify
#   heard KEY=VALUE…            the listener has printed an event with these fields
#   times_heard N KEY=VALUE…    … exactly N of them
#   forget_events               … since now
#   hears_traps_of NAME [N]     the listener has said so, N times since it has a log
#   rings NAME [as_app]         the guest rings its bell (as root, or as app), and the listener prints it
#   speaks NAME [as_app]        the guest sends an event through its ring, and the listener prints it, once
#   numbered N KEY=VALUE…       of the events with these fields the data are 1 to N, in order, each once
#
#   under_one_id N KEY=VALUE…   of the events with these fields the data are 1 to N, in order, each under an id of its own;
#                               each may come again under that
#   keep_sending NAME TYPE      an application in the guest sends events with the data 1, 2, 3 … through the ring, fast
#   stop_sending NAME           prints how many were accepted
#
#   forget_kernel NAME…         what the guest's kernel has said so far is of no interest
#   quiet_kernel NAME…          … and since then it has not warned of anything
#   holders NAME                prints how many holders there are in the guest
#
#   java_inside NAME CLASS ARGUMENT…  starts a program of org.xennotify.testbed.bench in the guest
#   java_here CLASS ARGUMENT…   runs one in Dom0; both compiled, and with the options that agent and listener have
#   says NAME                   prints what a guest's program has said, once it has ended
#   stream NAME RING COUNT      the guest sends events of mixed sizes through a ring of so many bytes, fast
#   end_of_stream NAME          prints how many there were, once all are handled
#   intact N [again]            that is what was printed: 1 to N in order, each once, or also what came before again
#
#   misbehave NAME DEED         a program of the guest does that without end (testbed/peers/hostile.c)
#   behave NAME                 … until now
#   worst DEED [REASON]         guest h does that: a and b are heard meanwhile, the listener leaves processor and memory to
#                               others, and REASON is why it holds h back
#   held_back NAME REASON       xen-listen says so
#   processor SECONDS           prints how many per cent of a processor the listener takes for so long
#   resident                    … how many MiB it has
#   lines_about NAME            … how many lines its log has about a guest

#   await WHAT SECONDS COMMAND…   until COMMAND succeeds; WHAT says what is missing if it does not
#   expect WHAT COMMAND…          COMMAND succeeds now
#   refuse WHAT COMMAND…          COMMAND fails now
#   note TEXT                     a measurement for the person who reads the result
#
#   nothing_left_of DOMID       a domain that is gone: within 2 s no zombie, no port of Dom0's, no node
#   no_port_left NAME           a guest that lives: no more ports on either side than when the scenario asked for it
#   no_node_left NAME           … and nothing published below data/xen-notify

LAB=/run/lab
# The trace has a descriptor of its own, so that a scenario may look at a command's errors.
exec 9>&2
GUESTS=$LAB/guests
EVENTS=$LAB/events
mkdir -p "$GUESTS"

# ---- saying what happens

read_clock() {
    read -r clock _ </proc/uptime
    clock=${clock%.*}${clock#*.}
}

step() {
    read -r at _ </proc/uptime
    echo "[$at] $*" >&9
    echo "$*" >"$LAB/step"
}

fail() {
    echo "$*" >"$LAB/reason"
    echo "FAILED: $*" >&2
    exit 1
}

note() { echo "$*" >>"$LAB/notes"; }

await() {
    missing=$1 patience=$2
    shift 2
    step "await $missing"
    read_clock
    until_clock=$((clock + patience * 100))
    until "$@" >/dev/null 2>&1; do
        read_clock
        [ "$clock" -lt "$until_clock" ] || fail "after $patience s still missing: $missing"
        sleep 0.1
    done
}

expect() {
    claim=$1
    shift
    step "expect $claim"
    "$@" >&2 || fail "not so: $claim"
}

refuse() {
    claim=$1
    shift
    step "refuse $claim"
    ! "$@" >&2 || fail "should have been refused: $claim"
}

complains() {
    expected=$1 text=$2
    shift 2
    "$@" >&2 2>"$LAB/complaint" && ended=0 || ended=$?
    cat "$LAB/complaint" >&2
    [ "$ended" = "$expected" ] || fail "status $ended instead of $expected: $*"
    [ "$(grep -c . "$LAB/complaint")" = 1 ] || fail "not one line but $(grep -c . "$LAB/complaint"): $*"
    grep -qF -e "$text" "$LAB/complaint" || fail "no word of '$text': $(cat "$LAB/complaint")"
}

# ---- guests

only_for() { [ "$TYPE" = "$1" ] || fail "played with $TYPE guests, which it says nothing about"; }

guest() {
    for name; do [ "$(kind_of "$name")" = guest ] || create "$name" guest; done
    for name; do await_console "$name"; done
}

fresh_guest() {
    for name; do create "$name" guest; done
    for name; do await_console "$name"; done
}

bare_guest() {
    for name; do create "$name" bare; done
    for name; do await_console "$name"; done
}

archive_guest() {
    for name; do create "$name" archive; done
    for name; do await_console "$name"; done
}

systemd_guest() {
    for name; do create "$name" systemd; done
    for name; do await_console "$name"; done
}

kind_of() { cat "$GUESTS/$1/alive" 2>/dev/null; }
alive() { [ -e "$GUESTS/$1/alive" ]; }
domid() { cat "$GUESTS/$1/domid"; }
tree() { echo "/local/domain/$(domid "$1")/data/xen-notify"; }
paused() { xl list "$(domid "$1")" | grep -q ' ..p... '; }
store() { xenstore-read "$(tree "$1")/$2"; }

create() {
    if alive "$1"; then destroy "$1"; fi
    step "create $1"
    home=$GUESTS/$1
    rm -rf "$home"
    mkdir "$home"
    mkfifo "$home/replies"
    image=/lab/$2.img
    case $2 in
        systemd) join_images guest systemd ;;
        archive) join_images bare archive ;;
    esac
    cat >"$home/config" <<END
name = "$1"
type = "$TYPE"
kernel = "/lab/vmlinux"
ramdisk = "$image"
extra = "console=hvc0 quiet rootfstype=ramfs maxcpus=1 XEN_NOTIFY_JAVA_OPTS=${XEN_NOTIFY_JAVA_OPTS:-}"
memory = 384
vcpus = ${VCPUS:-1}
cpus = "1"
on_poweroff = "destroy"
on_crash = "destroy"
END
    xl create "$home/config" >&2
    rm -f "$home/ramdisk"
    follow "$1" "$2"
}

join_images() {
    image=$home/ramdisk
    cat "/lab/$1.img" "/lab/$2.cpio" >"$image"
}

follow() {
    home=$GUESTS/$1
    xl domid "$1" >"$home/domid"
    await "console of $1" 20 xenstore-exists "/local/domain/$(domid "$1")/console/tty"
    xenstore-read "/local/domain/$(domid "$1")/console/tty" >"$home/tty"
    echo "$2" >"$home/alive"
    rm -f "$home/ready"
    # No session of its own: the console would become its controlling terminal, and end it with the guest.
    /lab/console "$home" </dev/null >/dev/null 2>&1 &
    echo $! >"$home/follower"
}

await_console() {
    home=$GUESTS/$1
    if [ ! -e "$home/ready" ]; then
        step "await the shell of $1"
        hear "$1" 60 ready
        touch "$home/ready"
    fi
    # Also in one that is left by an earlier scenario: the holder of an agent that was killed there lives on.
    ports_of "$1" >"$home/ports"
}

inside() { ask root "$@"; }
as_app() { ask app "$@"; }

ask() {
    user=$1 name=$2
    shift 2
    step "$name, $user: $*"
    read -r question _ </proc/uptime
    echo "$question $user $(printf %s "$*" | base64 -w 0)." >"$(cat "$GUESTS/$name/tty")"
    hear "$name" 60 "$question"
    [ "$errors" = . ] || echo "${errors%.}" | base64 -d >&2
    [ "$output" = . ] || echo "${output%.}" | base64 -d
    return "$status"
}

last_words() { grep -m 1 panic "$GUESTS/$1/console" || tail -n 1 "$GUESTS/$1/console"; }

# Waits for the answer to a question; those to questions that were given up are passed over.
hear() {
    while read -r -t "$2" answered status output errors; do
        case $answered in
            "$3") return ;;
            gone) fail "guest $1 went down: $(last_words "$1")" ;;
        esac
    done <>"$GUESTS/$1/replies"
    fail "guest $1 did not answer within $2 s"
}

# The guest waits a moment, so that its answer is out before it goes.
reboot() {
    before=$(domid "$1") kind=$(kind_of "$1")
    inside "$1" "(sleep 0.2; reboot -f) >/dev/null 2>&1 &"
    await "end of the old console of $1" 30 no_process "$(cat "$GUESTS/$1/follower")"
    await "new domain for $1" 30 renumbered "$1" "$before"
    follow "$1" "$kind"
    await_console "$1"
}
renumbered() { new=$(xl domid "$1") && [ "$new" != "$2" ]; }

save() {
    step "save $1"
    kind_of "$1" >"$GUESTS/$1/kind"
    xl save "$1" "$GUESTS/$1/image" >&2
    await "end of the old console of $1" 30 no_process "$(cat "$GUESTS/$1/follower")"
}

# The shell in it goes on, and does not say again that it is ready.
restore() {
    step "restore $1"
    xl restore "$GUESTS/$1/image" >&2
    rm "$GUESTS/$1/image"
    follow_on "$1"
}
follow_on() {
    follow "$1" "$(cat "$GUESTS/$1/kind")"
    touch "$GUESTS/$1/ready"
}

# Without ssh: xl runs the receiving side itself.
migrate() {
    step "migrate $1"
    kind_of "$1" >"$GUESTS/$1/kind"
    xl migrate -s "" "$1" "xl migrate-receive" >&2
    await "end of the old console of $1" 30 no_process "$(cat "$GUESTS/$1/follower")"
    follow_on "$1"
}

moved_in_stream() {
    moving=$1 rounds=$2
    shift 2
    keep_sending "$moving" lab.stream
    for round in $(seq "$rounds"); do
        await "more of the stream" 60 more_than "$(events type=lab.stream)" type=lab.stream
        for move in "$@"; do "$move" "$moving"; done
        agent_says "$moving" "published.*after a resume" "$round"
    done
    await "more of the stream" 60 more_than "$(events type=lab.stream)" type=lab.stream
    count=$(stop_sending "$moving")
    await "the last of $count" 60 heard type=lab.stream data=$count
    expect "all to be there, each under one id" under_one_id "$count" type=lab.stream
    expect "each new domain to be known again" \
        [ "$(grep -c "guest $moving (.*) is back as domain" /run/lab/listener.log)" = "$rounds" ]
    quiet_kernel "$moving"
    note "$count events, printed $(events type=lab.stream) times"
}

checkpoint() {
    step "checkpoint $1"
    xl save -c "$1" "$GUESTS/$1/image" >&2
    rm "$GUESTS/$1/image"
}

# What its kernel says while it goes down is on its console.
power_off() {
    inside "$1" "dmesg -n 7; (sleep 0.2; ${2:-poweroff -f}) >/dev/null 2>&1 &"
    await "end of the console of $1" 60 no_process "$(cat "$GUESTS/$1/follower")"
    nothing_left_of "$(domid "$1")"
}

destroy() {
    step "destroy $1"
    rm -f "$GUESTS/$1/alive"
    xl destroy "$(domid "$1")"
}

# ---- what is left

# Dom0's ports to the guest, then the guest's own to Dom0.
ports_of() {
    lsevtchn 0 | grep -c "Remote Domain $(domid "$1")\b" || true
    lsevtchn "$(domid "$1")" | grep -c . || true
}

no_port_left() {
    step "no port left of $1"
    await "release of all ports of $1 ($(ports_of "$1" | tr '\n' ' ')of Dom0 and guest, at rest $(tr '\n' ' ' <"$GUESTS/$1/ports"))" 2 same_ports "$1"
}
same_ports() { [ "$(ports_of "$1")" = "$(cat "$GUESTS/$1/ports")" ]; }

no_node_left() {
    for node in version platform event-channel ring-ref epoch listener; do
        await "removal of $node of $1" 2 no_node "$(tree "$1")/$node"
    done
}
no_node() { ! xenstore-exists "$1"; }

nothing_left_of() {
    await "end of domain $1, which is a zombie" 2 no_domain "$1"
    await "release of Dom0's ports to domain $1" 2 no_port_to "$1"
    await "removal of the nodes of domain $1" 2 no_node "/local/domain/$1"
}
no_domain() { ! xl list "$1"; }
no_port_to() { ! lsevtchn 0 | grep "Remote Domain $1\b"; }

# ---- what the guest's kernel and its processes say

forget_kernel() { for name; do inside "$name" 'dmesg -c >/dev/null'; done; }
# Levels 0 to 4 are warnings and worse; that an emulated processor is slow is no concern of ours.
quiet_kernel() {
    for name; do
        inside "$name" 'dmesg -r | grep "^<[0-4]>" | grep -v "hrtimer: interrupt took"' >"$LAB/warnings" || continue
        fail "the kernel of $name says: $(head -n 1 "$LAB/warnings")"
    done
}
holders() { inside "$1" 'cat /proc/[0-9]*/cmdline 2>/dev/null | tr "\0" "\n" | grep -c "^@xen-notify-holder$" || true'; }
holds() { [ "$(holders "$1")" = "$2" ]; }

# ---- agent and listener

# One after the other: the guests share a processor, and have it sooner if each has it for itself.
start_agent() { for name; do run_agent "$name"; done; }
start_bell() { for name; do run_agent "$name" --no-ring; done; }
run_agent() {
    name=$1
    shift
    inside "$name" "xen-notify agent $* </dev/null >/run/agent.log 2>&1 & echo \$! >/run/agent.pid"
    agent_says "$name" ready
}

# The guest waits by itself: asking it again and again would keep it from what it is asked for.
agent_says() {
    inside "$1" "timeout 50 sh -c 'until [ \$(grep -c \"^$2\" /run/agent.log) -ge ${3:-1} ]; do sleep 0.3; done'" ||
        fail "the agent of $1 does not say${3:+ $3 times}: $2"
}

stop_agent() { for name; do end_agent "$name" TERM; done; }
kill_agent() { for name; do end_agent "$name" KILL; done; }
end_agent() {
    inside "$1" "kill -$2 \$(cat /run/agent.pid)"
    await "end of the agent of $1" 15 inside "$1" 'test ! -d /proc/$(cat /run/agent.pid)'
    inside "$1" 'rm /run/agent.pid'
}

# In a shell of its own, so that a listener that has ended leaves no zombie here.
start_listener() {
    step "start the listener $*"
    rm -f "$LAB/control"
    (run_listener "$@")
    await "control socket of the listener" 60 test -S "$LAB/control"
}
run_listener() {
    xen-listen run "$@" --control "$LAB/control" </dev/null >>"$EVENTS" 2>>"$LAB/listener.log" &
    echo $! >"$LAB/listener.pid"
}

supervise_listener() {
    step "have the listener started whenever there is none: $*"
    touch "$LAB/supervised"
    rm -f "$LAB/control"
    (while [ -e "$LAB/supervised" ]; do
        run_listener "$@"
        wait
    done &)
    await "control socket of the listener" 60 test -S "$LAB/control"
}

stop_listener() {
    step "stop the listener"
    read_clock
    stopped=$clock
    end_listener TERM
    read_clock
    note "the listener stopped within $(((clock - stopped) * 10)) ms"
}
kill_listener() {
    step "kill the listener"
    end_listener KILL
}
stall_listener() { kill -STOP "$(cat "$LAB/listener.pid")"; }
resume_listener() { kill -CONT "$(cat "$LAB/listener.pid")"; }
end_listener() {
    pid=$(cat "$LAB/listener.pid")
    kill "-$1" "$pid"
    await "end of the listener" "${2:-2}" no_process "$pid"
    rm "$LAB/listener.pid"
}
no_process() { [ ! -d "/proc/$1" ]; }

heard() { [ "$(events "$@")" -gt 0 ]; }
times_heard() {
    times=$1
    shift
    [ "$(events "$@")" = "$times" ]
}

hears_traps_of() { [ "$(grep -c "guest $(domid "$1")\b.*: hears its traps" "$LAB/listener.log")" = "${2:-1}" ]; }

# Rings a bell in the guest, and waits until it is heard. Binding rings once by itself, so that one is waited for first.
rings() {
    bell="type=bell xendoor=bell subject=$1 xendomid=$(domid "$1")"
    await "bell that stands for the binding of $1" 20 heard $bell
    before=$(events $bell)
    "${2:-inside}" "$1" 'xen-notify send --via bell'
    await "bell of $1" 20 more_than "$before" $bell
}
more_than() {
    floor=$1
    shift
    [ "$(events "$@")" -gt "$floor" ]
}

speaks() {
    spoken=$((${spoken:-0} + 1))
    "${2:-inside}" "$1" "xen-notify send --via ring lab.word $spoken"
    await "word $spoken of $1" 20 times_heard 1 type=lab.word data=$spoken xendoor=ring subject="$1" xendomid="$(domid "$1")"
}

# How many lines have all these fields, be they strings or numbers.
events() { with "$@" <"$EVENTS" | grep -c . || true; }
with() {
    if [ $# = 0 ]; then
        cat
        return
    fi
    key=${1%%=*} value=${1#*=}
    shift
    grep -F -e "\"$key\":\"$value\"" -e "\"$key\":$value," -e "\"$key\":$value}" | with "$@"
}

numbered() {
    last=$1
    shift
    [ "$(with "$@" <"$EVENTS" | sed 's/.*"data":"\([0-9]*\)[" ].*/\1/')" = "$(seq "$last")" ]
}

under_one_id() {
    count=$1
    shift
    with "$@" <"$EVENTS" | sed 's/.*"id":"\([^"]*\)".*"data":"\([0-9]*\)[" ].*/\1 \2/' | awk -v count="$count" '
        $2 in id && id[$2] == $1 { next }
        $2 != last + 1 || $1 in taken { wrong = $2 " with the id " $1 " after " last + 0; exit }
        { id[$2] = $1; taken[$1]; last = $2 }
        END {
            if (!wrong && last != count) wrong = "the last is " last + 0 ", not " count
            if (wrong) { print wrong; exit 1 }
        }'
}

# No faster than an interpreted agent is, or what is in the pipe would take minutes after the end.
keep_sending() {
    inside "$1" "rm -f /run/enough
        (i=0; until [ -e /run/enough ]; do i=\$((i + 1)); echo \$i; usleep 50000; done; echo \$i >/run/count) |
            xen-notify send --via ring --timeout 60 --lines $2 >/run/program.log 2>&1 &
        echo \$! >/run/program.pid"
}
stop_sending() {
    inside "$1" 'touch /run/enough; timeout 50 sh -c "while test -d /proc/$(cat /run/program.pid); do sleep 0.3; done"'
    said=$(inside "$1" 'cat /run/program.log')
    [ -z "$said" ] || fail "not all was accepted: $said"
    inside "$1" 'cat /run/count'
}

# ---- programs of the benchmarks

java_inside() {
    name=$1
    shift
    inside "$name" "set -f; $(java_command xen-notify-agent '-Xss256k -Xms4m -Xmx32m')$* </dev/null >/run/program.log 2>&1 &
        echo \$! >/run/program.pid"
}

java_here() {
    set -f
    $(java_command xen-notify-listener '-Xms16m -Xmx128m')"$@"
    set +f
}

java_command() {
    echo java -XX:+UseSerialGC -XX:-UsePerfData -XX:+UnlockDiagnosticVMOptions -XX:AsyncDeflationInterval=0 \
        -XX:GuaranteedSafepointInterval=0 $2 -Djna.nounpack=true "-Djna.boot.library.path=/usr/lib/$1/lib/native/linux-x86-64" \
        "-cp /usr/lib/$1/lib/*:/lab/testbed.jar org.xennotify.testbed.bench."
}

says() {
    await "end of the program in $1" 150 inside "$1" 'timeout 40 sh -c "while test -d /proc/$(cat /run/program.pid); do sleep 0.3; done"'
    inside "$1" 'cat /run/program.log'
}

stream() { java_inside "$1" RingSender auto "$2" "$3" mixed; }
end_of_stream() { says "$1"; }
intact() { awk -v count="$1" -v again="${2:-}" -f /lab/intact.awk "$EVENTS"; }

# ---- hostile guests

misbehave() { inside "$1" "hostile $2 </dev/null >/run/program.log 2>&1 & echo \$! >/run/program.pid"; }
behave() { inside "$1" 'kill -9 $(cat /run/program.pid); test ! -s /run/program.log || cat /run/program.log' >&2; }

worst() {
    misbehave h "$1"
    if [ -n "${2:-}" ]; then await "h to be held back for $2" 30 held_back h "$2"; else sleep 4; fi
    share=$(processor 4) size=$(resident)
    note "beside $1 the listener takes $share % of a processor, and has $size MiB"
    speaks a
    rings b
    behave h
    expect "a processor for others" [ "$share" -le 50 ]
    expect "memory for others" [ "$size" -le 130 ]
}
held_back() {
    xen-listen guests --control "$LAB/control" --json |
        grep "\"name\":\"$1\"" | grep -q "\"throttled\":\"\([^\"]*+\)*$2\(+[^\"]*\)*\""
}

# Of hundredths of seconds, which is what the kernel counts in.
processor() {
    spent=$(processor_time)
    sleep "$1"
    echo $((($(processor_time) - spent) / $1))
}
processor_time() {
    set -- $(cat "/proc/$(cat "$LAB/listener.pid")/stat")
    echo $((${14} + ${15}))
}
resident() { awk '/^VmRSS/ { print int($2 / 1024) }' "/proc/$(cat "$LAB/listener.pid")/status"; }
lines_about() { grep -c "guest $(domid "$1")\b" "$LAB/listener.log" || true; }

# ---- between scenarios

forget_events() { : >"$EVENTS"; }

# Guests that a scenario leaves behind go on to the next one: without an agent, and with an empty tree.
tidy_up() {
    step "tidy up"
    rm -f "$LAB/supervised"
    # In order: one that is killed keeps guests from having another monitor.
    if [ -e "$LAB/listener.pid" ]; then end_listener TERM 10; fi
    for home in "$GUESTS"/*; do
        name=${home##*/}
        alive "$name" || continue
        inside "$name" 'for program in agent program; do
            test ! -e /run/$program.pid || kill -9 $(cat /run/$program.pid) 2>/dev/null
            rm -f /run/$program.*
        done'
        xenstore-rm "$(tree "$name")" 2>/dev/null || true
    done
    rm -f "$LAB/listener.log"
    forget_events
}

clean_slate() {
    rm -f "$LAB/supervised"
    [ ! -e "$LAB/listener.pid" ] || kill -9 "$(cat "$LAB/listener.pid")"
    xl list | awk 'NR > 1 && $2 != 0 { print $2 }' | while read -r id; do xl destroy "$id"; done
    rm -rf "$LAB/listener.pid" "$GUESTS"
    rm -f "$LAB/listener.log"
    forget_events
}
