# A guest is destroyed while it is being replied to: the dead domain's tree does not come back.

start_listener
for round in 1 2 3; do
    bare_guest a
    inside a 'while :; do
        xenstore-write data/xen-notify/inbox/x "?lab.flood"
        xenstore-rm data/xen-notify/outbox/x
    done >/dev/null 2>&1 </dev/null &'
    await "flood of events" 20 more_than "$((round * 5))" type=lab.flood
    destroy a
    nothing_left_of "$(domid a)"
done
stop_listener
refuse "a tree of a dead domain" xenstore-exists "/local/domain/$(domid a)"
