# A guest whose XenStore quota is reached: who sends is told so, the agent publishes as soon as there is room,
# and what was written before is heard and replied to.

guest a
inside a 'xenstore-write data/xen-notify/inbox/early "?lab.early"'
inside a 'i=0
    while xenstore-write $(seq 50 | sed "s|.*|data/filler/$i/& =|"); do i=$((i + 1)); done
    while xenstore-write "data/filler/last/$i" =; do i=$((i + 1)); done
    test "$i" -gt 20' 2>/dev/null
complains 3 "quota" inside a 'xen-notify send --via store --timeout 1 lab.late'
start_agent a
agent_says a "not published: XenStore"

start_listener
await "event from before" 20 times_heard 1 type=lab.early
await "reply to it" 20 store a outbox/early

inside a 'xenstore-rm data/filler'
agent_says a "published"
speaks a
inside a 'xen-notify send --via store lab.after'
await "store event" 20 times_heard 1 type=lab.after
refuse "an event that was turned away" heard type=lab.late
