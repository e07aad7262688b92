/* Runs the example of that name against the embedded server and a Bob who hangs
 * up: its path is the first argument. */
#include <csip/server.h>
#include <csip/ua.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { LATE_MS = 15000, TALK_MS = 300 };

static const char *example;

typedef struct bob {
  csip_loop *loop;
  csip_ua *ua;
  csip_id session;
  bool is_registered;
  char message[64];
} bob;

static void note_registered(csip_ua *ua, const csip_event *event, void *user) {
  (void)ua;
  (void)event;
  ((bob *)user)->is_registered = true;
}

static void note_message(csip_ua *ua, const csip_event *event, void *user) {
  (void)ua;
  snprintf(((bob *)user)->message, sizeof((bob *)user)->message, "%.*s",
           CSIP_STR_ARG(event->message->body));
}

static void answer(csip_ua *ua, const csip_event *event, void *user) {
  ((bob *)user)->session = event->id;
  assert_int_equal(csip_ua_answer(ua, event->id, NULL), CSIP_OK);
}

static void hang_up(void *user) {
  bob *it = user;

  assert_int_equal(csip_ua_terminate(it->ua, it->session, NULL), CSIP_OK);
}

static void hang_up_soon(csip_ua *ua, const csip_event *event, void *user) {
  (void)ua;
  (void)event;
  csip_loop_after(((bob *)user)->loop, TALK_MS, hang_up, user);
}

static csip_server *serve(csip_loop *loop, const char *ca_file) {
  const csip_server_user users[] = {
      {.name = "alice", .password = "superpassword"},
      {.name = "bob", .password = "other"}};
  csip_server_config config;
  csip_server *server = NULL;

  csip_server_config_init(&config);
  config.ws_port = CSIP_SERVER_PORT_NONE;
  config.wss_port = 0;
  config.ca_file = ca_file;
  config.users = users;
  config.user_count = 2;
  assert_int_equal(csip_server_new(loop, &config, &server, NULL), CSIP_OK);
  return server;
}

static void start_bob(bob *it, const char *url, const char *ca_file) {
  const csip_socket_config socket = {.url = url};
  csip_config config;
  csip_ua_options options;

  csip_config_init(&config);
  config.sockets = &socket;
  config.socket_count = 1;
  config.uri = "sip:bob@localhost";
  config.password = "other";
  csip_ua_options_init(&options);
  options.tls.ca_file = ca_file;
  assert_int_equal(csip_ua_new(it->loop, &config, &options, &it->ua, NULL),
                   CSIP_OK);
  csip_ua_on(it->ua, CSIP_EVENT_REGISTERED, note_registered, it);
  csip_ua_on(it->ua, CSIP_EVENT_NEW_MESSAGE, note_message, it);
  csip_ua_on(it->ua, CSIP_EVENT_NEW_RTC_SESSION, answer, it);
  csip_ua_on(it->ua, CSIP_EVENT_CONFIRMED, hang_up_soon, it);
  assert_int_equal(csip_ua_start(it->ua), CSIP_OK);
  for (uint64_t end = csip_loop_now_ms(it->loop) + LATE_MS;
       !it->is_registered && csip_loop_now_ms(it->loop) < end;)
    assert_int_equal(csip_loop_run_for(it->loop, 100), CSIP_OK);
  assert_true(it->is_registered);
}

/* In the child: standard output to `out`. */
static void run_example(int out, const char *url, const char *password,
                        const char *ca_file) {
  dup2(out, STDOUT_FILENO);
  setenv("SSL_CERT_FILE", ca_file, 1);
  setenv("CSIP_PASSWORD", password, 1);
  execl(example, example, url, "sip:alice@localhost", "sip:bob@localhost",
        (char *)NULL);
  _exit(127);
}

typedef struct outcome {
  char output[4096];
  int status;
} outcome;

static outcome run(bob *it, const char *url, const char *password,
                   const char *ca_file) {
  outcome result = {.status = -1};
  int ends[2];

  assert_int_equal(pipe(ends), 0);
  pid_t child = fork();
  if (child == 0)
    run_example(ends[1], url, password, ca_file);
  close(ends[1]);
  uint64_t end = csip_loop_now_ms(it->loop) + LATE_MS;
  while (waitpid(child, &result.status, WNOHANG) == 0) {
    assert_true(csip_loop_now_ms(it->loop) < end);
    assert_int_equal(csip_loop_run_for(it->loop, 20), CSIP_OK);
  }
  ssize_t n = read(ends[0], result.output, sizeof result.output - 1);
  result.output[n > 0 ? n : 0] = '\0';
  close(ends[0]);
  return result;
}

static void assert_in_order(const char *output, const char *const *lines,
                            size_t count) {
  const char *at = output;

  for (size_t i = 0; i < count; i++) {
    const char *found = strstr(at, lines[i]);
    if (!found)
      fail_msg("%s is missing in:\n%s", lines[i], output);
    at = found + strlen(lines[i]);
  }
}

typedef struct fixture {
  char ca_file[32];
  char url[64];
  bob bob;
  csip_server *server;
} fixture;

static int set_up(void **state) {
  fixture *f = calloc(1, sizeof *f);

  strcpy(f->ca_file, "/tmp/csip-test-ca-XXXXXX");
  close(mkstemp(f->ca_file));
  assert_int_equal(csip_loop_new(NULL, &f->bob.loop), CSIP_OK);
  f->server = serve(f->bob.loop, f->ca_file);
  snprintf(f->url, sizeof f->url, "wss://127.0.0.1:%d",
           csip_server_wss_port(f->server));
  start_bob(&f->bob, f->url, f->ca_file);
  *state = f;
  return 0;
}

static int tear_down(void **state) {
  fixture *f = *state;

  csip_ua_free(f->bob.ua);
  csip_server_free(f->server);
  csip_loop_free(f->bob.loop);
  unlink(f->ca_file);
  free(f);
  return 0;
}

static void example_registers_writes_calls_and_stops(void **state) {
  static const char *const call[] = {
      "connected", "registered",       "newRTCSession", "progress",
      "confirmed", "ended Terminated", "unregistered",  "disconnected"};
  static const char *const message[] = {"newMessage", "succeeded"};
  fixture *f = *state;

  outcome result = run(&f->bob, f->url, "superpassword", f->ca_file);

  assert_in_order(result.output, call, sizeof call / sizeof call[0]);
  assert_in_order(result.output, message, sizeof message / sizeof message[0]);
  assert_string_equal(f->bob.message, "Hello Bob!");
  assert_int_equal(result.status, 0);
}

static void example_with_wrong_password_says_so_and_stops(void **state) {
  static const char *const lines[] = {
      "registrationFailed Authentication Error"};
  fixture *f = *state;

  outcome result = run(&f->bob, f->url, "wrong", f->ca_file);

  assert_in_order(result.output, lines, 1);
  assert_int_equal(result.status, 0);
}

static void example_with_bad_url_names_the_parameter(void **state) {
  fixture *f = *state;

  outcome result =
      run(&f->bob, "http://localhost", "superpassword", f->ca_file);

  assert_non_null(strstr(result.output, "sockets"));
  assert_true(WIFEXITED(result.status) && WEXITSTATUS(result.status) != 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(int argc, char **argv) {
  const struct CMUnitTest tests[] = {
      TEST(example_registers_writes_calls_and_stops),
      TEST(example_with_wrong_password_says_so_and_stops),
      TEST(example_with_bad_url_names_the_parameter),
  };

  example = argc > 1 ? argv[1] : "./getting_started";
  return cmocka_run_group_tests_name("getting_started", tests, NULL, NULL);
}
