# A guest without a JVM comes up, answers, writes to XenStore, and goes without a trace.

bare_guest a
expect "a root shell in the guest" [ "$(inside a 'id -un')" = root ]
expect "an unprivileged shell in the guest" [ "$(as_app a 'id -un')" = app ]
refuse "a failing command" inside a 'false'

inside a 'xenstore-write data/greeting "hello from the guest"'
expect "the greeting in Dom0" [ "$(xenstore-read /local/domain/$(domid a)/data/greeting)" = "hello from the guest" ]

destroy a
nothing_left_of "$(domid a)"
