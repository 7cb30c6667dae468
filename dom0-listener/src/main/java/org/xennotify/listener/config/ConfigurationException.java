package org.xennotify.listener.config;

import java.io.IOException;

/** A file that cannot be used; the message has a line for each thing that is wrong: {@code FILE:LINE: sentence}. */
public final class ConfigurationException extends IOException {
    private static final long serialVersionUID = 1L;

    ConfigurationException(String problems) {
        super(problems);
    }
}
