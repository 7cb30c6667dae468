# Without its kernel module the agent says which one to load; the store door is open all the same.

guest a
start_listener
inside a 'rmmod xen_evtchn'
complains 69 "load the kernel module xen-evtchn" inside a 'xen-notify agent'
inside a 'xen-notify send --via store lab.modest "no event channels here"'
await "store event" 20 heard type=lab.modest data="no event channels here"

inside a 'insmod /modules/xen-evtchn.ko'
start_bell a
rings a
