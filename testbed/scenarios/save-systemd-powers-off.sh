# A guest under systemd, with the agent as its service, was restored and powers off in good order, though its kernel
# would panic where another only complains: systemd spares the holder, also where the agent was killed before.

systemd_guest a
start_listener
agent_says a ready
speaks a
inside a 'echo 1 >/proc/sys/kernel/panic_on_oops'
forget_kernel a

save a
restore a
agent_says a "published.*after a resume"
speaks a
expect "a holder of either epoch" holds a 2
inside a 'systemctl kill --signal=KILL --kill-whom=main xen-notify-agent'
await "another agent" 60 inside a 'systemctl is-active xen-notify-agent'
agent_says a ready
speaks a
inside a 'systemctl stop xen-notify-agent'
expect "the holder of the first epoch" holds a 1
inside a 'systemctl start xen-notify-agent'
agent_says a ready
speaks a
quiet_kernel a

power_off a 'systemctl poweroff'
expect "an orderly end" grep -qE 'reboot: (Power down|System halted)' /run/lab/guests/a/console
refuse "a complaint" grep -e BUG -e Oops -e 'Call Trace' -e panic /run/lab/guests/a/console
