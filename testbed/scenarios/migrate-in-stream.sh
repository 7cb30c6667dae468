# A guest migrates twice, while it runs, from this host to this host, and an application sends without a pause: all that was
# accepted is heard, in order and each under one id, the guest's kernel has nothing to say, and it powers off in good order.
# With PVH only: of a PV guest, this emulated machine's Xen refuses to log which pages change (xc: Failed to enable logdirty).

only_for pvh
fresh_guest a
start_listener
start_agent a
speaks a
forget_kernel a

moved_in_stream a 2 migrate
inside a 'echo 1 >/proc/sys/kernel/panic_on_oops'
power_off a
expect "an orderly end" grep -qE 'reboot: (Power down|System halted)' /run/lab/guests/a/console
