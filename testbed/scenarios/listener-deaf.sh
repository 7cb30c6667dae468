# The listener gets no processor for a minute while a guest writes: the daemon has that guest wait sooner or later, which
# is told here; others' rings take what they have room for, and afterwards all goes on.

writes_on() { [ "$(inside w 'cat /run/count')" -gt "$later" ]; }

guest a
bare_guest w
start_listener
start_agent a
inside w 'xenstore-write data/xen-notify/inbox/before "?lab.before"'
await "reply" 20 store w outbox/before
stall_listener
inside w 'i=0
    while [ $i -lt 20000 ]; do
        xenstore-write $(seq $i $((i + 9)) | sed "s|.*|data/xen-notify/more/$((i / 10 % 80))/& =|")
        i=$((i + 10)); echo $i >/run/count
        [ $((i % 800)) != 0 ] || xenstore-rm data/xen-notify/more
    done </dev/null >/dev/null 2>&1 & echo $! >/run/program.pid'
inside a 'xen-notify send lab.meanwhile'
sleep 50
written=$(inside w 'cat /run/count')
sleep 10
later=$(inside w 'cat /run/count')
if [ "$written" = "$later" ]; then
    note "after $written writes the guest is made to wait"
else
    note "within a minute the guest has written $later times, and is not made to wait"
fi
resume_listener
await "the guest to write on" 30 writes_on
await "event of the other guest" 20 times_heard 1 type=lab.meanwhile
speaks a
inside w 'kill -9 $(cat /run/program.pid)'
inside w 'xenstore-write data/xen-notify/inbox/after "?lab.after"'
await "reply after it" 30 store w outbox/after
