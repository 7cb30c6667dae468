# A guest that was restored powers off in good order, though its kernel would panic where another only complains.

fresh_guest a
start_listener
start_agent a
speaks a
inside a 'echo 1 >/proc/sys/kernel/panic_on_oops'

save a
restore a
agent_says a "published.*after a resume"
speaks a
power_off a
expect "an orderly end" grep -qE 'reboot: (Power down|System halted)' /run/lab/guests/a/console
refuse "a complaint" grep -e BUG -e Oops -e 'Call Trace' -e panic /run/lab/guests/a/console
