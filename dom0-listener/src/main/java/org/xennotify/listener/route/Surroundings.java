package org.xennotify.listener.route;

import java.nio.file.Path;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import org.xennotify.listener.handler.Handlers;
import org.xennotify.listener.pause.Pauses;
import org.xennotify.listener.sink.Followers;
import org.xennotify.listener.sink.Sink;

/**
 * What routes need beside their settings.
 *
 * @param host this machine's name
 * @param runDirectory where other commands find out about this one
 * @param standardOutput where the listener prints
 * @param followers look on at what is accepted
 * @param handlers runs programs
 * @param pauses has guests stand still meanwhile
 * @param timer brings guests back that were held for their rate
 * @param nanoTime a clock that only goes forward
 */
public record Surroundings(
        String host,
        Path runDirectory,
        Sink standardOutput,
        Followers followers,
        Handlers handlers,
        Pauses pauses,
        ScheduledExecutorService timer,
        LongSupplier nanoTime) {}
