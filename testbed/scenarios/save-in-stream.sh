# Five saves in a row while an application sends without a pause: all that was accepted is heard, in order and each under
# one id, and the guest's kernel has nothing to say.

guest a
start_listener
start_agent a
speaks a
forget_kernel a

keep_sending a lab.stream
for round in 1 2 3 4 5; do
    await "more of the stream" 60 more_than "$(events type=lab.stream)" type=lab.stream
    save a
    restore a
    agent_says a "published.*after a resume" $round
done
await "more of the stream" 60 more_than "$(events type=lab.stream)" type=lab.stream
count=$(stop_sending a)
await "the last of $count" 60 heard type=lab.stream data=$count
expect "all to be there, each under one id" under_one_id "$count" type=lab.stream
expect "each new domain to be known again" [ "$(grep -c "guest a (.*) is back as domain" /run/lab/listener.log)" = 5 ]
quiet_kernel a
note "$count events, printed $(events type=lab.stream) times"
