# An inbox that is full of the longest names there are: who sends is told so, and what stands in it is heard, once.

guest a
inside a 'i=0
    while xenstore-write "data/xen-notify/inbox/$(printf %064d $i)" "lab.long $i"; do i=$((i + 1)); done
    echo $i >/run/names' 2>/dev/null
names=$(inside a 'cat /run/names')
note "$names names of 64 characters fill an inbox"
complains 3 "quota" inside a 'xen-notify send --via store --timeout 1 lab.late'
start_listener
await "all events" 60 times_heard "$names" type=lab.long
await "empty inbox" 20 sh -c "[ -z \"\$(xenstore-list $(tree a)/inbox)\" ]"
start_agent a
speaks a
inside a 'xen-notify send --via store --wait 10 lab.after'
refuse "what was turned away" heard type=lab.late
