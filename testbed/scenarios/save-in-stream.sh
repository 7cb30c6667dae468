# Five saves in a row while an application sends without a pause: all that was accepted is heard, in order and each under
# one id, and the guest's kernel has nothing to say.

guest a
start_listener
start_agent a
speaks a
forget_kernel a

moved_in_stream a 5 save restore
