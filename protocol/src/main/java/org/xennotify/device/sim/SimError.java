package org.xennotify.device.sim;

/** Why the simulated hypervisor refuses a request; names and numbers from xen/include/public/errno.h. */
public enum SimError {
    ESRCH(3),
    EINVAL(22),
    ENOSPC(28),
    /** Xen can, the simulation cannot. */
    EOPNOTSUPP(95),
    ENOTCONN(107),
    /** No Xen answers so: the connection is from before a resume, and a real kernel would have been harmed. */
    ESTALE(116);

    private final int number;

    SimError(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static SimError of(int number) {
        for (SimError error : values()) {
            if (error.number == number) {
                return error;
            }
        }
        throw new IllegalArgumentException("error " + number);
    }
}
