# Who may not use Xen's devices is told so: a user in a guest, and a user in Dom0.

guest a
complains 69 "no permission to use /dev/xen/xenbus" as_app a 'xen-notify send --via store lab.forbidden'
complains 69 "root" su app -c 'xen-listen run'
