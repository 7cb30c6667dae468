# A route lets five events a second pass, and five at once: who sends more is held back, by ring and by store, and nothing
# is lost; another guest is served meanwhile.

cat >/run/lab/routes.toml <<'END'
[[route]]
type = "lab.limited"
rate = { events = 5, burst = 5 }

[[route]]
END

# held_back DOOR COUNT: by this door so many events arrive, in order, in no less time than the rate allows
held_back() {
    read_clock
    begun=$clock
    inside a "seq $2 | xen-notify send --via $1 --lines lab.limited"
    refuse "all events at once" times_heard "$2" type=lab.limited xendoor="$1"
    speaks b
    await "all events by the $1" 60 times_heard "$2" type=lab.limited xendoor="$1"
    read_clock
    note "$2 events by the $1 took $((clock - begun)) hundredths of a second"
    expect "no more than five a second" [ $((clock - begun)) -ge $((($2 - 5) * 20)) ]
}

guest a b
start_listener --config /run/lab/routes.toml
start_agent a b
held_back ring 100
expect "them in order" numbered 100 type=lab.limited xendoor=ring
held_back store 60
