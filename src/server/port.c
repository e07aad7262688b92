#include "server/port.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* 0 or an errno. */
static int try_to_bind(const struct addrinfo *address)
{
    const int yes = 1;
    int error = 0;
    int fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
        bind(fd, address->ai_addr, address->ai_addrlen) != 0 || listen(fd, 1) != 0) {
        error = errno;
    }
    if (fd >= 0) {
        close(fd);
    }
    return error;
}

csip_error csip__port_probe(const char *address, int number, csip_config_problem *problem)
{
    char service[8];
    struct addrinfo *found = NULL;
    const struct addrinfo wanted = {.ai_socktype = SOCK_STREAM,
                                    .ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV};
    snprintf(service, sizeof service, "%d", number);
    int failure = getaddrinfo(address, service, &wanted, &found);
    int error = failure == 0 ? try_to_bind(found) : 0;
    if (found) {
        freeaddrinfo(found);
    }
    if (failure == 0 && error == 0) {
        return CSIP_OK;
    }
    snprintf(problem->value, sizeof problem->value, "%s port %d", address, number);
    snprintf(problem->reason, sizeof problem->reason, "cannot listen there: %s",
             failure != 0 ? "not a numeric address" : strerror(error));
    return CSIP_ERROR_IO;
}
