# A guest without an operating system traps 1,000 times; it ends well only if each trap was handled.
only_for pvh

cat >/run/lab/routes.toml <<'END'
[[route]]
door = "trap"
type = "lab.bare"
END
mkdir -p "$GUESTS/no-os"
cat >"$GUESTS/no-os/config" <<'END'
name = "no-os"
type = "pvh"
kernel = "/lab/peers/no-os"
memory = 16
vcpus = 1
cpus = "1"
on_poweroff = "destroy"
on_crash = "preserve"
END

start_listener --config /run/lab/routes.toml
xl create -p "$GUESTS/no-os/config" >&2
xl domid no-os >"$GUESTS/no-os/domid"
await "the trap of the guest" 20 hears_traps_of no-os
xl unpause no-os
await "a good end of the guest" 60 no_domain no-os
nothing_left_of "$(domid no-os)"
expect "1,000 events" times_heard 1000 type=lab.bare subject=no-os data="no operating system" xenvcpu=0 xencpl=0
expect "them in order" [ "$(sed 's/.*"sequence":"\([0-9]*\)".*/\1/' "$EVENTS")" = "$(seq 1000)" ]
