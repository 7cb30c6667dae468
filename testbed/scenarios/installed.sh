# What the packages' scripts and units do where systemd is the init: installed, agent and listener are enabled and running,
# as confined as their units say; removed, they are gone. The listener hears a simulated host, since this guest is no Dom0.

systemd_guest a
inside a 'systemctl disable --now xen-notify-agent xen-notify-listener' # systemd's presets have enabled them
inside a 'sh /lab/control/agent/postinst configure'
expect "the agent to be enabled" inside a 'systemctl is-enabled xen-notify-agent'
start_listener
agent_says a ready
speaks a
inside a 'sh /lab/control/agent/prerm remove; sh /lab/control/agent/postrm remove'
refuse "an agent" inside a 'systemctl is-active xen-notify-agent || systemctl is-enabled xen-notify-agent'
no_node_left a
no_port_left a

inside a 'java -Xss256k -Xmx32m -cp "/lab/testbed.jar:/usr/lib/xen-notify-listener/lib/*" org.xennotify.testbed.sim.SimCommand \
    /run/host --guests 1 </dev/null >/run/program.log 2>&1 & echo $! >/run/program.pid'
await "a simulated host" 60 inside a 'grep -q ready /run/program.log'
inside a 'sh /lab/control/dom0-listener/postinst configure'
expect "the listener to be enabled" inside a 'systemctl is-enabled xen-notify-listener'

to_listener() { inside a "xen-notify --platform sim:/run/host:1 send --via store lab.$1"; }
kept() { inside a "grep -q 'lab\.$1' /var/log/xen-notify/events.jsonl"; }
to_listener first
await "the event in its file" 40 kept first

inside a 'cat >>/etc/xen-notify/routes.toml <<END
run = ["/bin/sh", "-c", "setsid sleep 5000 & cat >/run/handled; sleep 5000"]
timeout = "2s"
END
    systemctl reload xen-notify-listener'
to_listener second
await "the handler" 30 inside a 'grep -q "lab\.second" /run/handled'
all_ended() { ! inside a 'pgrep sleep'; }
await "the end of all that the handler has started" 20 all_ended

inside a 'systemctl kill --signal=KILL --kill-whom=main xen-notify-listener'
to_listener third
await "the event, heard by the next listener" 60 kept third
inside a 'sh /lab/control/dom0-listener/prerm remove; sh /lab/control/dom0-listener/postrm remove'
refuse "a listener" inside a 'systemctl is-active xen-notify-listener || systemctl is-enabled xen-notify-listener'
expect "nothing of it" inside a '! pgrep -f xen-notify-listener/lib'
