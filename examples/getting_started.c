/* getting_started wss://sip.myhost.com sip:alice@example.com sip:bob@example.com */
#include <csip/csip.h>
#include <stdio.h>
#include <stdlib.h>

static void print(csip_ua *phone, const csip_event *event, void *user)
{
    printf("%s %s\n", csip_event_name(event->kind), csip_cause_text(event->cause));
}

static void stop(csip_ua *phone, const csip_event *event, void *user)
{
    print(phone, event, user);
    if (csip_ua_stop(phone) != CSIP_OK)
        exit(EXIT_FAILURE);
}

static void write_and_call(csip_ua *phone, const csip_event *event, void *bob)
{
    static const csip_event_handler handlers[] = {
        {CSIP_EVENT_SUCCEEDED, print}, {CSIP_EVENT_MESSAGE_FAILED, print},
        {CSIP_EVENT_PROGRESS, print},  {CSIP_EVENT_CONFIRMED, print},
        {CSIP_EVENT_FAILED, stop},     {CSIP_EVENT_ENDED, stop}};
    csip_ua_message_options message = {.handlers = handlers, .handler_count = 2};
    csip_ua_call_options call = {.handlers = handlers + 2, .handler_count = 4};
    csip_call_options_init(&call.call); /* audio and video */
    if (csip_ua_send_message(phone, bob, "Hello Bob!", &message, NULL) != CSIP_OK ||
        csip_ua_call(phone, bob, &call, NULL) != CSIP_OK)
        stop(phone, event, NULL);
}

int main(int argc, char **argv)
{
    csip_config config;
    csip_config_problem problem;
    csip_loop *loop;
    csip_ua *phone;
    if (argc != 4 || csip_loop_new(NULL, &loop) != CSIP_OK)
        return EXIT_FAILURE;
    csip_config_init(&config);
    config.sockets = &(csip_socket_config){.url = argv[1]};
    config.socket_count = 1;
    config.uri = argv[2];
    config.password = getenv("CSIP_PASSWORD");
    if (csip_ua_new(loop, &config, NULL, &phone, &problem) != CSIP_OK)
        return printf("%s: %s\n", problem.parameter, problem.reason), csip_loop_free(loop), 1;
    csip_ua_on(phone, CSIP_EVENT_CONNECTED, print, NULL);
    csip_ua_on(phone, CSIP_EVENT_DISCONNECTED, print, NULL);
    csip_ua_on(phone, CSIP_EVENT_NEW_RTC_SESSION, print, NULL);
    csip_ua_on(phone, CSIP_EVENT_NEW_MESSAGE, print, NULL);
    csip_ua_on(phone, CSIP_EVENT_REGISTERED, print, NULL);
    csip_ua_on(phone, CSIP_EVENT_REGISTERED, write_and_call, argv[3]);
    csip_ua_on(phone, CSIP_EVENT_UNREGISTERED, print, NULL);
    csip_ua_on(phone, CSIP_EVENT_REGISTRATION_FAILED, stop, NULL);
    int status = csip_ua_start(phone) || csip_loop_run(loop);
    csip_loop_free(loop);
    return status;
}
