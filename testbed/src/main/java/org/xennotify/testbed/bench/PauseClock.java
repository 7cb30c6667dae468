package org.xennotify.testbed.bench;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.xennotify.device.Hypervisor;
import org.xennotify.device.Platform;

/** Stands before a platform's hypervisor, and notes how long a domain is paused: one domain, paused by one at a time. */
final class PauseClock {
    private final CountDownLatch left;
    private final List<Long> nanos = new ArrayList<>();
    private long paused;

    /** Waits for so many pauses. */
    PauseClock(int count) {
        this.left = new CountDownLatch(count);
    }

    /** The same platform, whose pauses are noted. */
    Platform before(Platform platform) {
        return proxy(Platform.class, (self, method, arguments) -> {
            Object result = call(platform, method, arguments);
            return result instanceof Hypervisor hypervisor ? before(hypervisor) : result;
        });
    }

    private Hypervisor before(Hypervisor hypervisor) {
        return proxy(Hypervisor.class, (self, method, arguments) -> {
            Object result = call(hypervisor, method, arguments);
            switch (method.getName()) {
                case "pause" -> pause(System.nanoTime());
                case "unpause" -> unpause(System.nanoTime());
                default -> {}
            }
            return result;
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static @Nullable Object call(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }

    private synchronized void pause(long now) {
        paused = now;
    }

    private synchronized void unpause(long now) {
        nanos.add(now - paused);
        left.countDown();
    }

    /** Waits until all are over, and returns the last {@code count} of them, in nanoseconds from call's end to call's end. */
    long[] await(int count) throws InterruptedException {
        left.await();
        synchronized (this) {
            return nanos.subList(nanos.size() - count, nanos.size()).stream()
                    .mapToLong(Long::longValue)
                    .toArray();
        }
    }
}
