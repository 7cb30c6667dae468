# Three guests at once: each is heard, exactly once, under its own name and number.

guest a b c
start_listener
start_agent a b
start_bell c

speaks a
speaks b
rings c
for name in a b c; do
    inside "$name" "xen-notify send --via store lab.name 'this is $name'"
done
for name in a b c; do
    await "event of $name" 20 times_heard 1 type=lab.name data="this is $name" subject="$name" xendomid="$(domid "$name")"
done
expect "three events and no more" times_heard 3 type=lab.name
