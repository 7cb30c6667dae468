# A guest is destroyed: nothing is left of it, and the others are heard as before.

guest a b
start_listener
start_agent a
start_bell b
speaks a

destroy a
nothing_left_of "$(domid a)"
rings b
