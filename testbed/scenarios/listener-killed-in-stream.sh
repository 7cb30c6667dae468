# The listener is killed ten times while a guest sends without a pause: nothing is missing, and what comes again has an
# id that was there before.

guest a
start_listener --output /run/lab/events
stream a 65536 1000000000
for round in 1 2 3 4 5 6 7 8 9 10; do
    await "more of the stream" 60 more_than "$(events)"
    kill_listener
    start_listener --output /run/lab/events
done
inside a 'kill $(cat /run/program.pid)'
count=$(end_of_stream a)
expect "nothing to be missing of $count" intact "$count" again
note "$count events, printed $(events) times"
