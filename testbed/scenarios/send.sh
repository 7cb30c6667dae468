# Root and an unprivileged user tell Dom0 something; the user has nothing but the agent's socket.

guest a
start_listener
start_agent a

refuse "the user a device of Xen" as_app a 'cat /dev/xen/xenbus'
speaks a
speaks a as_app

inside a 'xen-notify send lab.root "from root"'
as_app a 'xen-notify send lab.user "from a user"'
await "root's event" 20 heard type=lab.root xendoor=ring data="from root"
await "the user's event" 20 heard type=lab.user xendoor=ring data="from a user"
