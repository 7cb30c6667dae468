# A guest asks and waits: the answer is empty without a handler; without a listener the time runs out.

guest a
start_listener
expect "an empty answer" [ -z "$(inside a 'xen-notify send --wait 10 --via store lab.question "are you there?"')" ]
await "question" 20 heard type=lab.question data="are you there?"

stop_listener
inside a 'xen-notify send --wait 2 --via store lab.question "still there?"' && status=0 || status=$?
expect "exit status 3, timed out" [ "$status" = 3 ]
