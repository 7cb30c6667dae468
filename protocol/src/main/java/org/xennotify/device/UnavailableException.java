package org.xennotify.device;

import java.io.IOException;

/** Something that Xen offers is not to be had here; the message is one sentence with cause and remedy. */
public final class UnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    public UnavailableException(String sentence) {
        super(sentence);
    }

    public UnavailableException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
