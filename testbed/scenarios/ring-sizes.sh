# Rings of the smallest and the largest size carry many small events and the largest that they have room for.

guest a
start_listener
for ring in 2048 1048576; do
    run_agent a --ring-size $ring
    inside a "seq 100 | xen-notify send --lines lab.small.$ring"
    largest=$((ring - 40 - 9))
    inside a "head -c $largest /dev/zero | tr '\\0' x | xen-notify send --timeout 60 lab.large -"
    complains 1 "at most $largest bytes" inside a "head -c $((largest + 1)) /dev/zero | tr '\\0' x | xen-notify send --timeout 60 lab.large -"
    await "small events" 20 numbered 100 type=lab.small.$ring xendoor=ring
    await "the largest event" 20 times_heard 1 type=lab.large
    expect "all of it" [ "$(with type=lab.large </run/lab/events | sed 's/.*"data":"\(x*\)".*/\1/' | wc -c)" = $((largest + 1)) ]
    forget_events
    stop_agent a
done
no_port_left a
