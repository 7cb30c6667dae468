# A guest with nothing but xenstore-write sends an event and reads the reply.

bare_guest a
start_listener

inside a 'xenstore-write data/xen-notify/inbox/x "?my.type some data"'
await "event" 20 heard type=my.type data="some data" xendoor=store subject=a
await "reply in the outbox" 20 inside a 'xenstore-exists data/xen-notify/outbox/x'
expect "the reply ok" [ "$(inside a 'xenstore-read data/xen-notify/outbox/x')" = ok ]
refuse "the request in the inbox" inside a 'xenstore-exists data/xen-notify/inbox/x'
inside a 'xenstore-rm data/xen-notify/outbox/x'

inside a 'xenstore-write data/xen-notify/inbox/y "?not/a/type"'
await "reply to what cannot be understood" 20 inside a 'xenstore-exists data/xen-notify/outbox/y'
expect "the reply error malformed" [ "$(inside a 'xenstore-read data/xen-notify/outbox/y')" = "error malformed" ]
expect "one event" times_heard 1 specversion=1.0
