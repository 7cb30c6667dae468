# Nobody listens to the traps of a guest: whoever traps is told so, and nothing breaks.
only_for pvh

unheard() {
    complains 1 "nobody in Dom0 listens" as_app a 'notify lab.unheard'
    complains 1 "nobody in Dom0 listens" inside a 'notify lab.unheard'
    complains 1 "nobody in Dom0 listens" as_app a 'xen-notify send --via trap --wait 5 lab.unheard'
}

guest a
unheard
start_listener
unheard
stop_listener

cat >/run/lab/routes.toml <<'END'
[[route]]
guest = "somebody-else"
door = "trap"

[[route]]
door = "store"
END
start_listener --config /run/lab/routes.toml
unheard
expect "that the doctor knows the trap" as_app a 'xen-notify doctor | grep -q "^trap *yes"'
inside a 'xen-notify send --via store lab.store'
await "an event by another door" 20 heard type=lab.store xendoor=store
refuse "an event by a trap" heard xendoor=trap
