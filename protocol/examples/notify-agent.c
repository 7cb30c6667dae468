/*
 * notify-agent TYPE [DATA]: tells Dom0 of an event through the agent's socket.
 * Status: 0 accepted, 1 not, 2 usage, 69 no agent is there. Build: cc -O2 -o notify-agent notify-agent.c
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static FILE *connect_to(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    int agent = socket(AF_UNIX, SOCK_STREAM, 0);
    if (agent < 0 || connect(agent, (struct sockaddr *)&address, sizeof address))
        return NULL;
    return fdopen(agent, "r+");
}

/* "name":"text", where JSON wants quotation marks, backslashes and control characters written otherwise */
static void put(FILE *agent, const char *name, const char *text)
{
    fprintf(agent, "\"%s\":\"", name);
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            fprintf(agent, "\\%c", *text);
        else if ((unsigned char)*text < ' ')
            fprintf(agent, "\\u%04x", *text);
        else
            putc(*text, agent);
    }
    putc('"', agent);
}

int main(int argc, char **argv)
{
    if (argc < 2 || argc > 3) {
        fprintf(stderr, "usage: notify-agent TYPE [DATA]\n");
        return 2;
    }
    const char *path = getenv("XEN_NOTIFY_SOCKET");
    FILE *agent = connect_to(path ? path : "/run/xen-notify/agent.sock");
    if (!agent) {
        perror("notify-agent: no agent answers");
        return 69;
    }
    putc('{', agent);
    put(agent, "type", argv[1]);
    if (argc == 3) {
        putc(',', agent);
        put(agent, "data", argv[2]);
    }
    fputs("}\n", agent);
    fflush(agent);

    char answer[4096];
    if (!fgets(answer, sizeof answer, agent)) {
        fprintf(stderr, "notify-agent: the agent went away: nobody knows what became of the event\n");
        return 1;
    }
    if (strncmp(answer, "{\"ok\":true", 10)) {
        fprintf(stderr, "notify-agent: %s", answer);
        return 1;
    }
    return 0;
}
