# A guest reboots: nothing is left of its old domain, and it is heard from its new one.

guest a
start_listener
start_agent a
speaks a

old=$(domid a)
reboot a
nothing_left_of "$old"
start_agent a
speaks a
