package org.xennotify.listener.control;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.xennotify.lifecycle.Reason;
import org.xennotify.listener.session.GuestStatus;
import org.xennotify.listener.sink.JsonBytes;

/** What the running listener answers to other commands: one JSON object to one JSON object. */
public final class Answers implements Function<String, Answer> {
    private static final JsonFactory JSON = new JsonFactory();

    /** Reads the routes again. */
    public interface Reload {
        /**
         * Does it.
         *
         * @return how many there are now
         * @throws IOException with sentences for people, if that cannot be: the former ones still hold
         */
        int run() throws IOException;
    }

    /** Has guests' agents give their event channels up. */
    public interface Quiesce {
        /** See {@link org.xennotify.listener.session.Guests#quiesce}. */
        boolean run(int domid, boolean quiet) throws IOException;
    }

    private final Supplier<List<GuestStatus>> guests;
    private final Reload reload;
    private final Quiesce quiesce;

    public Answers(Supplier<List<GuestStatus>> guests, Reload reload, Quiesce quiesce) {
        this.guests = guests;
        this.reload = reload;
        this.quiesce = quiesce;
    }

    @Override
    public Answer apply(String request) {
        String command = field(request, "command");
        return command.equals("tail") ? tail(request) : Answer.of(line(command, request));
    }

    private static Answer tail(String request) {
        return new Answer("{\"ok\":true}", Optional.of(new Selection(field(request, "type"), field(request, "guest"))));
    }

    private String line(String command, String request) {
        JsonBytes answer = new JsonBytes();
        switch (command) {
            case "guests" -> writeGuests(answer);
            case "reload" -> reload(answer);
            case "quiesce" -> quiesce(request, true, answer);
            case "resume" -> quiesce(request, false, answer);
            default -> writeError("this listener knows only guests, tail, reload, quiesce and resume.", answer);
        }
        return answer.toString();
    }

    /** The text or number of a field; empty if the request has none. */
    private static String field(String request, String name) {
        try (JsonParser parser = JSON.createParser(request)) {
            while (parser.nextToken() != null) {
                if (name.equals(parser.currentName()) && parser.currentToken().isScalarValue()) {
                    return parser.getText();
                }
            }
        } catch (IOException notJson) {
            return "";
        }
        return "";
    }

    private void reload(JsonBytes answer) {
        try {
            answer.raw("{\"ok\":true,\"routes\":").decimal(reload.run()).raw("}");
        } catch (IOException e) {
            answer.clear();
            writeError(Reason.of(e), answer);
        }
    }

    private void quiesce(String request, boolean quiet, JsonBytes answer) {
        try {
            boolean done = quiesce.run(Integer.parseInt(field(request, "domid")), quiet);
            answer.raw("{\"ok\":true,\"done\":" + done + "}");
        } catch (NumberFormatException e) {
            writeError("this command needs a domid.", answer);
        } catch (IOException e) {
            writeError(Reason.of(e), answer);
        }
    }

    private static void writeError(String sentence, JsonBytes answer) {
        answer.raw("{\"ok\":false,\"error\":").string(sentence).raw("}");
    }

    private void writeGuests(JsonBytes answer) {
        answer.raw("{\"ok\":true,\"guests\":[");
        String separator = "";
        for (GuestStatus guest : guests.get()) {
            write(guest, answer.raw(separator));
            separator = ",";
        }
        answer.raw("]}");
    }

    private static void write(GuestStatus guest, JsonBytes answer) {
        answer.raw("{\"domid\":").decimal(guest.domid());
        answer.raw(",\"name\":").string(guest.name());
        answer.raw(",\"uuid\":").string(guest.uuid().toString());
        answer.raw(",\"door\":").string(guest.door());
        answer.raw(",\"state\":").string(guest.state());
        answer.raw(",\"epoch\":").string(guest.epoch());
        answer.raw(",\"events\":").decimal(guest.events());
        answer.raw(String.format(Locale.ROOT, ",\"rate\":%.1f", guest.rate()));
        answer.raw(",\"lastEvent\":")
                .string(guest.lastEvent().map(Instant::toString).orElse(""));
        guest.lagMillis().ifPresent(lag -> answer.raw(",\"lagMillis\":" + lag));
        answer.raw(",\"backlog\":").decimal(guest.backlog());
        answer.raw(",\"gaps\":").decimal(guest.gaps());
        answer.raw(",\"droppedReplies\":").decimal(guest.droppedReplies());
        answer.raw(",\"throttled\":").string(guest.throttled());
        answer.raw("}");
    }
}
