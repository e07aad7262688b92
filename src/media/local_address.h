#ifndef CSIP_MEDIA_LOCAL_ADDRESS_H
#define CSIP_MEDIA_LOCAL_ADDRESS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>

typedef union csip__local_address {
    struct sockaddr any;
    struct sockaddr_in ip4;
    struct sockaddr_in6 ip6;
} csip__local_address;

/**
 * The addresses ICE gathers on: those of interfaces that are up, without loopback and link-local
 * ones (RFC 8445 section 5.1.1.1) unless there is nothing else, or `has_loopback`.
 * @return how many
 */
size_t csip__local_addresses(bool has_loopback, csip__local_address *out, size_t cap);

#endif
