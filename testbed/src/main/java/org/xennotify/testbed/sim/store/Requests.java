package org.xennotify.testbed.sim.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.stream.Collectors;
import org.xennotify.xenstore.MessageType;
import org.xennotify.xenstore.Packet;

/** What each request of xs_wire.h does: the arguments from the packet, the payload of the reply as the result. */
final class Requests {
    private static final byte[] OK = StoreSession.string("OK");

    private final StoreDaemon daemon;
    private final Operations operations;

    Requests(StoreDaemon daemon) {
        this.daemon = daemon;
        this.operations = daemon.operations();
    }

    byte[] carryOut(StoreSession session, MessageType type, Packet request) throws Refused {
        Arguments arguments = new Arguments(request);
        return switch (type) {
            case WATCH -> OK; // the daemon sets it, since its first event comes after the answer
            case UNWATCH -> unwatch(session, arguments.exactly(2));
            case CONTROL -> control(session, arguments);
            case TRANSACTION_START -> start(session, request);
            case TRANSACTION_END -> end(session, request, arguments.only());
            case RESET_WATCHES -> reset(session);
            case GET_DOMAIN_PATH -> StoreSession.string(Paths.domain(Arguments.number(arguments.only())));
            case IS_DOMAIN_INTRODUCED -> isIntroduced(session, arguments);
            case GET_FEATURE -> feature(session, arguments);
            case DIRECTORY, DIRECTORY_PART, READ, GET_PERMS, WRITE, MKDIR, RM, SET_PERMS ->
                node(session, type, view(session, request), arguments);
            case INTRODUCE, RELEASE, RESUME, SET_TARGET, SET_FEATURE, GET_QUOTA, SET_QUOTA, WATCH_EVENT, ERROR ->
                throw new Refused("ENOSYS");
        };
    }

    private View view(StoreSession session, Packet request) throws Refused {
        return request.transaction() == 0 ? daemon.tree() : session.transaction(request.transaction());
    }

    private byte[] node(StoreSession session, MessageType type, View view, Arguments arguments) throws Refused {
        Caller caller = session.caller();
        return switch (type) {
            case READ -> operations.get(view, caller, arguments.only()).value();
            case DIRECTORY -> names(operations.get(view, caller, arguments.only()));
            case DIRECTORY_PART -> part(view, caller, arguments.exactly(2));
            case GET_PERMS -> permissions(operations.get(view, caller, arguments.only()));
            case WRITE -> {
                operations.write(view, caller, arguments.first(), arguments.rest());
                yield OK;
            }
            case MKDIR -> {
                operations.makeDirectory(view, caller, arguments.only());
                yield OK;
            }
            case RM -> {
                operations.remove(view, caller, arguments.only());
                yield OK;
            }
            case SET_PERMS -> setPermissions(view, caller, arguments);
            default -> throw new IllegalArgumentException("not about a node: " + type);
        };
    }

    private static byte[] names(Node node) {
        return strings(node.children());
    }

    private static byte[] permissions(Node node) {
        return strings(node.permissions());
    }

    private static byte[] strings(List<?> values) {
        return values.stream()
                .map(value -> value.toString() + '\0')
                .collect(Collectors.joining())
                .getBytes(ISO_8859_1);
    }

    private byte[] part(View view, Caller caller, List<String> pathAndOffset) throws Refused {
        if (!daemon.flavour().parts()) {
            throw new Refused("ENOSYS");
        }
        Node node = operations.get(view, caller, pathAndOffset.get(0));
        return DirectoryPart.of(node.generation(), names(node), Arguments.number(pathAndOffset.get(1)));
    }

    private byte[] setPermissions(View view, Caller caller, Arguments arguments) throws Refused {
        if (Paths.special(arguments.first())) {
            daemon.watches().setSpecialPermissions(caller, arguments.first(), arguments.permissions());
        } else {
            operations.setPermissions(view, caller, arguments.first(), arguments.permissions());
        }
        return OK;
    }

    private static byte[] unwatch(StoreSession session, List<String> pathAndToken) throws Refused {
        session.unwatch(pathAndToken.get(0), pathAndToken.get(1));
        return OK;
    }

    private static byte[] control(StoreSession session, Arguments arguments) throws Refused {
        requireDom0(session);
        if (!arguments.first().equals("check")) {
            throw new Refused("EINVAL");
        }
        return OK;
    }

    private byte[] start(StoreSession session, Packet request) throws Refused {
        if (request.transaction() != 0) {
            session.transaction(request.transaction());
            throw new Refused("EBUSY");
        }
        int id = session.begin(new StoreTransaction(daemon.tree(), session.caller()));
        return StoreSession.string(Integer.toUnsignedString(id));
    }

    private static byte[] end(StoreSession session, Packet request, String how) throws Refused {
        if (!how.equals("T") && !how.equals("F")) {
            throw new Refused("EINVAL");
        }
        session.end(request.transaction(), how.equals("T"));
        return OK;
    }

    private static byte[] reset(StoreSession session) {
        session.reset();
        return OK;
    }

    private byte[] isIntroduced(StoreSession session, Arguments arguments) throws Refused {
        requireDom0(session);
        return StoreSession.string(daemon.isIntroduced(Arguments.number(arguments.only())) ? "T" : "F");
    }

    private byte[] feature(StoreSession session, Arguments arguments) throws Refused {
        if (!daemon.flavour().knowsFeatures()) {
            throw new Refused("ENOSYS");
        }
        if (arguments.count() > 0) {
            requireDom0(session);
            if (!daemon.isIntroduced(Arguments.number(arguments.only()))) {
                throw new Refused("ENOENT");
            }
        }
        return StoreSession.string(Integer.toString(daemon.flavour().features()));
    }

    private static void requireDom0(StoreSession session) throws Refused {
        if (!session.caller().privileged()) {
            throw new Refused("EACCES");
        }
    }
}
