# An inbox node is written again and again, before anybody has taken it: what stands in the end is heard, nothing is heard
# twice, and nothing is left.

bare_guest a
start_listener
inside a 'i=0; while [ $i -lt 200 ]; do i=$((i + 1)); xenstore-write data/xen-notify/inbox/same "lab.same $i"; done'
await "the last event" 20 times_heard 1 type=lab.same data=200
await "empty inbox" 20 no_node "$(tree a)/inbox/same"
with type=lab.same </run/lab/events | sed 's/.*"data":"\([0-9]*\)".*/\1/' >/run/lab/numbers
note "of 200 values $(grep -c . /run/lab/numbers) were heard"
expect "each once, in order" sort -n -u -c /run/lab/numbers
