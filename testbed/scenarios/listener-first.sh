# The listener is there first, then a guest: it is found without anyone telling.

start_listener
fresh_guest a
start_bell a

rings a
inside a 'xen-notify send --via store lab.hello "good morning"'
await "store event" 20 heard type=lab.hello data="good morning" xendoor=store subject=a xendomid="$(domid a)"
