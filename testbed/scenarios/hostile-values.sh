# A guest writes nonsense into every node: the listener says what is wrong, lives on, and hears everybody as before.

long=$(printf '%01500d' 7)
too_long=$(printf '%01995d' 7)

write() { inside a "base=data/xen-notify; xenstore-write -- $*"; }
remove() { inside a "xenstore-rm data/xen-notify${1:-}"; }
said() { grep -qF -e "$1" /run/lab/listener.log; }
is_empty() { [ -z "$(xenstore-list "$(tree a)/$1")" ]; }

# published VERSION PORT RING EPOCH COMPLAINT: the guest publishes this, and the listener says that.
published() {
    remove
    write "\$base/version '$1' \$base/platform '\\x1b[2J\\xff$long'" \
        "\$base/event-channel '$2' \$base/ring-ref '$3' \$base/epoch '$4'"
    await "complaint: $5" 20 said "$5"
}

guest b
bare_guest a
start_listener
start_bell b
rings b
write "\$base/epoch ''"

published 2 7 8 00000000000000a0 "node version is '2'"
published '\x01\xff' 7 8 00000000000000a1 "node version is '??'"
published "$long" 7 8 00000000000000a2 "node version is '0000"
published 1 many 8 00000000000000a3 "node event-channel is 'many'"
published 1 -1 8 00000000000000a4 "node event-channel is '-1'"
published 1 0 8 00000000000000a5 "node event-channel is '0'"
published 1 4294967303 8 00000000000000a6 "node event-channel is '4294967303'"
published 1 "$long" 8 00000000000000a7 "node event-channel is '0000"
published 1 7 '' 00000000000000a8 "node ring-ref is ''"
published 1 7 -8 00000000000000a9 "node ring-ref is '-8'"
published 1 7 8 '\x00\x00' "node epoch is '??'"
published 1 7 8 "$long" "node epoch is '0000"

# Ports that are not Dom0's to bind: another guest's, and one that is in use.
for port in "$(store b event-channel)" 1; do
    remove
    write "\$base/version 1 \$base/event-channel $port \$base/epoch $(printf %016d "$port")"
    await "complaint about port $port" 20 said "bind port $port of domain $(domid a)"
done

write "\$base/inbox/empty '' \$base/inbox/question '?' \$base/inbox/zero 'lab.zero\\x00' \$base/inbox/binary '\\xff\\xfe'" \
    "\$base/inbox/long 'lab.long $too_long' \$base/inbox/strange@name lab.strange \$base/inbox/deep/in/it lab.deep" \
    "\$base/inbox/$(printf '%065d' 0) lab.name \$base/inbox/good '?lab.good'"
write "\$base/listener '\\xff$long' \$base/rejected '$long' \$base/quiesce -1"
await "reply to what is right" 20 store a outbox/good
await "reply to what asked for one" 20 store a outbox/question
await "empty inbox" 20 is_empty inbox
expect "one event of this guest" times_heard 1 subject=a

# Replies that nobody takes.
for row in 1 2 3 4 5 6 7 8; do
    nodes=
    for column in 1 2 3 4 5 6 7 8; do nodes="$nodes \$base/outbox/$row$column ''"; done
    write "$nodes"
done
write "\$base/inbox/patient ?lab.patient"
rings b
refuse "an event that cannot be replied to" heard type=lab.patient
remove /outbox/11
remove /outbox/12
remove /outbox/13
await "reply as soon as there is room" 20 store a outbox/patient
rings b
