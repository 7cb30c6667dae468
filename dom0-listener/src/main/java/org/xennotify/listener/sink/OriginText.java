package org.xennotify.listener.sink;

/**
 * What is the same in all lines of one guest, as JSON.
 *
 * @param id up to the part of the id that each event has of its own
 * @param source what follows the id, up to the type
 * @param subject what follows the type; empty if the domain has no name
 * @param domid what follows the payload, up to the door
 */
@SuppressWarnings("ArrayRecordComponent") // made once, copied from, never compared
record OriginText(Origin origin, byte[] id, byte[] source, byte[] subject, byte[] domid) {
    /** How every line begins. */
    static final String BEGIN = "{\"specversion\":\"1.0\",\"id\":\"";

    static OriginText of(Origin origin, String host) {
        Slice uuid = Slice.of(origin.uuid());
        JsonBytes id = new JsonBytes().raw(BEGIN).text(uuid).raw("/");
        JsonBytes source = new JsonBytes().raw("\",\"source\":\"").text(Slice.of("/xen/" + host + "/"));
        source.text(uuid).raw("\",\"type\":\"");
        JsonBytes subject = new JsonBytes();
        if (origin.name().length > 0) {
            subject.raw("\",\"subject\":\"").text(Slice.of(origin.name()));
        }
        JsonBytes domid = new JsonBytes().raw("\",\"xendomid\":").decimal(origin.domid());
        domid.raw(",\"xendoor\":\"");
        return new OriginText(origin, id.toArray(), source.toArray(), subject.toArray(), domid.toArray());
    }
}
