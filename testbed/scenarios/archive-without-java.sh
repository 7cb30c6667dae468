# A guest without Java and without packages: the archive has all that the agent needs, and is not larger than it may be.

archive_guest bare
start_listener
refuse "a Java in the guest's path" inside bare 'command -v java'
inside bare '/opt/xen-notify-agent/bin/xen-notify agent </dev/null >/run/agent.log 2>&1 & echo $! >/run/agent.pid'
agent_says bare ready
inside bare '/opt/xen-notify-agent/bin/xen-notify send --wait 20 lab.archive'
expect "the event" times_heard 1 type=lab.archive xendoor=ring subject=bare
note "unpacked $(inside bare 'du -sm /opt/xen-notify-agent | cut -f1') MiB"
stop_agent bare
destroy bare # it is of no use to other scenarios
