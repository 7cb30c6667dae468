# A guest and its agent are there first, then the listener: what was written before is heard too.

guest a
start_bell a
inside a 'xen-notify send --via store lab.early "before anyone listened"'

start_listener
await "store event from before" 20 heard type=lab.early data="before anyone listened" subject=a
rings a
