package org.xennotify.testbed.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What all threads of this process have allocated on the heap. */
final class Allocations {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Allocations() {}

    /** Bytes since the start, those of threads that have ended not included. */
    static long bytes() {
        long sum = 0;
        for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
            sum += Math.max(bytes, 0);
        }
        return sum;
    }
}
