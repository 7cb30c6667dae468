# Agent, listener and guest start, stop and die as chance tells, for two minutes, while events are sent: nothing that was
# accepted is lost but what the protocol lets be lost, no event of a ring has two ids, at every rest the guest is served,
# and nothing is left. RandomWalkTest does more of this on the simulated host.

seed=11 # any will do
note "seed $seed"
walk=/run/lab/walk
rm -rf "$walk"
mkdir "$walk"
# Numbers of events that were accepted, by who keeps them until they are handled: the agent's ring, the guest's tree, the
# listener that has the ring of an agent that is gone, nobody.
for keeper in ring tree listener nobody; do : >"$walk/$keeper"; done
pass() {
    cat "$walk/$1" >>"$walk/$2"
    : >"$walk/$1"
}
number=0 agent='' listener='' saved='' mapped='' full=''
cat >"$walk/routes.toml" <<'END'
[[route]]
type = "lab.good"
run = ["/bin/true"]
[[route]]
type = "lab.bad"
run = ["/bin/false"]
[[route]]
END

chance() {
    seed=$(((seed * 1103515245 + 12345) % 2147483648))
    drawn=$((seed / 65536 % $1))
}
some_numbers() {
    first=$((number + 1)) number=$((number + 5))
    chance 3
    case $drawn in 0) type=lab.plain ;; 1) type=lab.good ;; *) type=lab.bad ;; esac
}

send_by_ring() {
    [ -n "$agent" ] && [ -z "$saved" ] || return 0
    some_numbers
    ! inside a "seq $first $number | xen-notify send --via ring --timeout 1 --lines $type" || seq "$first" "$number" >>"$walk/ring"
}
send_by_store() {
    [ -z "$saved" ] || return 0
    some_numbers
    for event in $(seq "$first" "$number"); do
        ! inside a "xenstore-write data/xen-notify/inbox/$event '$type $event'" || echo "$event" >>"$walk/tree"
    done
}
walk_agent() {
    [ -z "$agent$saved$full" ] || return 0
    start_agent a
    agent=yes
}
end_walking_agent() {
    [ -n "$agent" ] && [ -z "$saved" ] || return 0
    "$1" a
    ring_ends
}
ring_ends() {
    if [ -n "$mapped" ]; then pass ring listener; else pass ring nobody; fi
    agent='' mapped=''
}
walk_listener() {
    [ -z "$listener" ] || return 0
    start_listener --config "$walk/routes.toml"
    listener=yes
}
end_walking_listener() {
    [ -n "$listener" ] || return 0
    "$1"
    pass listener nobody
    listener='' mapped=''
}
save_it() {
    [ -z "$saved" ] || return 0
    save a
    pass tree nobody
    saved=yes mapped='' full=''
}
restore_it() {
    [ -n "$saved" ] || return 0
    restore a
    saved=''
}
end_domain() {
    [ -z "$saved" ] || return 0
    "$1" a
    ring_ends
    pass tree nobody
    full=''
    forget_kernel a
}
fill() {
    [ -z "$saved$full" ] || return 0
    inside a 'i=0; while xenstore-write $(seq 50 | sed "s|.*|data/filler/$i/& =|"); do i=$((i + 1)); done' 2>/dev/null
    full=yes
}
empty() {
    [ -n "$full" ] || return 0
    inside a 'xenstore-rm data/filler'
    full=''
}

rest() {
    restore_it
    empty
    walk_listener
    walk_agent
    speaks a
    mapped=yes
    await "all that was accepted" 20 all_heard
}
all_heard() {
    { printed | sed 's/.* /heard /' && sed 's/^/due /' "$walk/ring" "$walk/tree" "$walk/listener"; } |
        awk '$1 == "heard" { heard[$2] } $1 == "due" && !($2 in heard) { missing = 1 } END { exit missing }'
}
# printed: door, id and number of each event
printed() {
    sed -n 's/.*"id":"\([^"]*\)".*"type":"lab\.[pgb][^"]*".*"data":"\([0-9]*\)".*"xendoor":"\([a-z]*\)".*/\3 \1 \2/p' "$EVENTS"
}
one_id_each() { [ -z "$(printed | grep '^ring' | sort -u | cut -d' ' -f3 | sort | uniq -d)" ]; }

guest a
forget_kernel a
read_clock
end=$((clock + 12000)) steps=0
while [ "$clock" -lt "$end" ]; do
    steps=$((steps + 1))
    chance 24
    case $drawn in
        0 | 1 | 2 | 3 | 4 | 5) send_by_ring ;;
        6 | 7 | 8) send_by_store ;;
        9 | 10) walk_agent ;;
        11) end_walking_agent stop_agent ;;
        12) end_walking_agent kill_agent ;;
        13 | 14) walk_listener ;;
        15) end_walking_listener stop_listener ;;
        16) end_walking_listener kill_listener ;;
        17) save_it ;;
        18) restore_it ;;
        19) end_domain reboot ;;
        20) fill ;;
        21) empty ;;
        22 | 23) rest ;;
    esac
    read_clock
done
rest
expect "one id for each event of a ring" one_id_each
note "$steps steps; of $number events $(wc -l <"$walk/nobody") may be lost, $(printed | wc -l) lines were printed"
stop_agent a
end_walking_listener stop_listener
no_node_left a
quiet_kernel a
