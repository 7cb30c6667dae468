# A program traps with addresses at which there is no block, and with blocks that say what they should not: it goes on and
# is told so where it can be, and what is sound is handled as before.
only_for pvh

cat >/run/lab/routes.toml <<'END'
[[route]]
door = "trap"
END

guest a
start_listener --config /run/lab/routes.toml
await "the trap of a" 20 hears_traps_of a
for who in as_app inside; do
    expect "that it goes on, and is told what it should be" "$who" a trap-hostile
done
expect "only what is sound" times_heard 2 xendoor=trap
expect "that data" times_heard 2 type=lab.hostile data=data
expect "that a user is served as before" as_app a 'notify lab.after'
