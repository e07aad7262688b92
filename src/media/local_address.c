#include <media/local_address.h>

#include <ifaddrs.h>
#include <net/if.h>
#include <string.h>

static bool is_loopback(const struct ifaddrs *interface)
{
    return interface->ifa_flags & IFF_LOOPBACK;
}

/* IPv6 on loopback adds nothing that IPv4 there has not. */
static bool is_usable(const struct ifaddrs *interface)
{
    if (!interface->ifa_addr || !(interface->ifa_flags & IFF_UP))
        return false;
    if (interface->ifa_addr->sa_family == AF_INET)
        return true;
    if (interface->ifa_addr->sa_family != AF_INET6 || is_loopback(interface))
        return false;
    const struct sockaddr_in6 *ip6 = (const void *)interface->ifa_addr;
    return !IN6_IS_ADDR_LINKLOCAL(&ip6->sin6_addr);
}

static size_t collect(const struct ifaddrs *all, bool loopback, csip__local_address *out,
                      size_t cap)
{
    size_t count = 0;
    for (const struct ifaddrs *i = all; i && count < cap; i = i->ifa_next) {
        if (!is_usable(i) || is_loopback(i) != loopback)
            continue;
        bool is_ip4 = i->ifa_addr->sa_family == AF_INET;
        memset(&out[count], 0, sizeof out[count]);
        memcpy(&out[count++], i->ifa_addr,
               is_ip4 ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6));
    }
    return count;
}

size_t csip__local_addresses(bool has_loopback, csip__local_address *out, size_t cap)
{
    struct ifaddrs *all = NULL;
    if (getifaddrs(&all) != 0)
        return 0;
    size_t count = collect(all, false, out, cap);
    if (has_loopback || count == 0)
        count += collect(all, true, out + count, cap - count);
    freeifaddrs(all);
    return count;
}
