# 100,000 events of mixed sizes come through a ring: in order, each once, as they were sent.

unset XEN_NOTIFY_JAVA_OPTS # so many would take an interpreter minutes
guest a
start_listener
stream a 65536 100000
expect "all to be sent" [ "$(end_of_stream a)" = 100000 ]
expect "all to be printed as they were sent" intact 100000
