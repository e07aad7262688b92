#include "transport_side.h"

#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* Against coturn on loopback; skipped where it is not installed. */

static struct {
    pid_t pid;
    uint16_t port;
    char url_udp[64], url_tcp[64];
} turn;

static bool is_installed(void)
{
    return access("/usr/bin/turnserver", X_OK) == 0;
}

static uint16_t find_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, len), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &len), 0);
    close(fd);
    return ntohs(address.sin_port);
}

static bool is_listening(uint16_t port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    bool is_open = connect(fd, (struct sockaddr *)&address, sizeof address) == 0;
    close(fd);
    return is_open;
}

static void run_server(void)
{
    char port[8];
    snprintf(port, sizeof port, "%u", turn.port);
    assert_non_null(freopen("/dev/null", "w", stdout));
    assert_non_null(freopen("/dev/null", "w", stderr));
    execl("/usr/bin/turnserver", "turnserver", "-n", "-L", "127.0.0.1", "-E", "127.0.0.1", "-p",
          port, "--lt-cred-mech", "-u", "alice:secret", "-r", "example.test", "--no-tls",
          "--no-dtls", "--no-cli", "--allow-loopback-peers", "--log-file", "/dev/null", "--pidfile",
          "/dev/null", "-m", "1", (char *)NULL);
    _exit(127);
}

static int start_server(void **state)
{
    (void)state;
    turn.port = find_port();
    snprintf(turn.url_udp, sizeof turn.url_udp, "turn:127.0.0.1:%u", turn.port);
    snprintf(turn.url_tcp, sizeof turn.url_tcp, "turn:127.0.0.1:%u?transport=tcp", turn.port);
    turn.pid = fork();
    if (turn.pid == 0)
        run_server();
    for (int i = 0; i < 200 && !is_listening(turn.port); i++)
        usleep(20 * 1000);
    return is_listening(turn.port) ? 0 : -1;
}

static int stop_server(void **state)
{
    (void)state;
    if (turn.pid > 0) {
        kill(turn.pid, SIGTERM);
        waitpid(turn.pid, NULL, 0);
    }
    return 0;
}

static side_options relayed_by(const csip_ice_server *server)
{
    return (side_options){.servers = server,
                          .server_count = 1,
                          .gathering_timeout_ms = 600, /* not each interface reaches 127.0.0.1 */
                          .is_relay_only = true,
                          .has_loopback = true};
}

static void assert_pair(const side *s, const char *local)
{
    csip_media_stats stats = {0};
    csip__transport_stats(s->transport, &stats);
    assert_string_equal(stats.local_candidate, local);
}

/* Both behind the relay and nowhere else. */
static void call_over_relay(const char *url)
{
    const csip_ice_server server = {url, "alice", "secret"};
    const side_options options = relayed_by(&server);
    side a, b;
    open_side(&a, &options);
    open_side(&b, &options);
    gather(&a, &b);
    assert_true(run(&a, &b, are_gathered));

    assert_true(a.relay_count > 0);
    assert_int_equal(a.host_count + a.reflexive_count, 0);
    begin(&a, &b, true);
    assert_true(run(&a, &b, are_connected));
    assert_pair(&a, "relay");
    assert_pair(&b, "relay");
    assert_media(&a, &b, 1);
    close_side(&a);
    close_side(&b);
}

static void relay_only_call_over_udp_exchanges_media(void **state)
{
    (void)state;
    call_over_relay(turn.url_udp);
}

static void relay_only_call_over_tcp_exchanges_media(void **state)
{
    (void)state;
    call_over_relay(turn.url_tcp);
}

static void relay_beside_others_is_told_and_not_needed(void **state)
{
    (void)state;
    const csip_ice_server server = {turn.url_udp, "alice", "secret"};
    side_options options = relayed_by(&server);
    options.is_relay_only = false;
    side a, b;
    open_side(&a, &options);
    open_side(&b, &options);
    gather(&a, &b);
    assert_true(run(&a, &b, are_gathered));

    assert_true(a.relay_count > 0);
    assert_true(a.host_count > 0);
    begin(&a, &b, true);
    assert_true(run(&a, &b, are_connected));
    assert_pair(&a, "host");
    close_side(&a);
    close_side(&b);
}

static void relay_only_towards_a_peer_without_relay_connects(void **state)
{
    (void)state;
    const csip_ice_server server = {turn.url_udp, "alice", "secret"};
    const side_options options = relayed_by(&server);
    side a, b;
    open_side(&a, &options);
    open_side(&b, &(side_options){.has_loopback = true});
    gather(&a, &b);
    assert_true(run(&a, &b, are_gathered));

    begin(&a, &b, false);

    assert_true(run(&a, &b, are_connected));
    assert_pair(&a, "relay");
    assert_media(&a, &b, 1);
    close_side(&a);
    close_side(&b);
}

static void wrong_password_gives_no_relay(void **state)
{
    (void)state;
    const csip_ice_server server = {turn.url_udp, "alice", "wrong"};
    const side_options options = relayed_by(&server);
    side a, b;
    open_side(&a, &options);
    open_side(&b, &options);

    gather(&a, &b);

    assert_true(run(&a, &b, are_gathered));
    assert_int_equal(a.candidate_count, 0);
    close_side(&a);
    close_side(&b);
}

static void dead_stun_server_beside_a_relay_is_bounded(void **state)
{
    (void)state;
    const csip_ice_server servers[] = {{.url = "stun:192.0.2.254:9"},
                                       {.url = "stun:192.0.2.253:9"},
                                       {turn.url_udp, "alice", "secret"}};
    const side_options options = {servers, 3, 300, false, true};
    side a, b;
    open_side(&a, &options);
    open_side(&b, &options);
    uint64_t before = now_ns();

    gather(&a, &b);

    assert_true(run(&a, &b, are_gathered));
    assert_true(now_ns() - before < 1000 * UINT64_C(1000000));
    assert_true(a.host_count > 0);
    assert_true(a.relay_count > 0); /* it came in time */
    close_side(&a);
    close_side(&b);
}

static void restart_of_a_relayed_call_keeps_media(void **state)
{
    (void)state;
    const csip_ice_server server = {turn.url_udp, "alice", "secret"};
    const side_options options = relayed_by(&server);
    side a, b;
    open_side(&a, &options);
    open_side(&b, &options);
    gather(&a, &b);
    assert_true(run(&a, &b, are_gathered));
    begin(&a, &b, true);
    assert_true(run(&a, &b, are_connected));

    assert_int_equal(csip__transport_restart(a.transport), CSIP_OK);
    assert_int_equal(csip__transport_restart(b.transport), CSIP_OK);
    a.gathered_count = b.gathered_count = 0;
    gather(&a, &b);
    assert_true(run(&a, &b, are_gathered));
    begin(&a, &b, true);

    assert_media(&a, &b, 1);
    close_side(&a);
    close_side(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(relay_only_call_over_udp_exchanges_media),
        cmocka_unit_test(relay_only_call_over_tcp_exchanges_media),
        cmocka_unit_test(relay_beside_others_is_told_and_not_needed),
        cmocka_unit_test(relay_only_towards_a_peer_without_relay_connects),
        cmocka_unit_test(wrong_password_gives_no_relay),
        cmocka_unit_test(dead_stun_server_beside_a_relay_is_bounded),
        cmocka_unit_test(restart_of_a_relayed_call_keeps_media),
    };
    if (!is_installed()) {
        puts("1..0 # SKIP turnserver is not installed");
        return 0;
    }
    return cmocka_run_group_tests(tests, start_server, stop_server);
}
