#include "cli/demo.h"

#include <stdio.h>
#include <time.h>

#define HELLO  "Hello Bob!"
#define ANSWER "Hello Alice!"

static csip__demo_phone *other_of(csip__demo_phone *phone)
{
    csip__demo *d = phone->demo;
    return phone == &d->phones[0] ? &d->phones[1] : &d->phones[0];
}

static bool is_caller(const csip__demo_phone *phone)
{
    return phone == &phone->demo->phones[0];
}

/* The loop's own clock stands still while it handles what has come: too coarse for a ladder. */
static uint64_t clock_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static void print_ladder(csip__demo_phone *phone, const csip_event *event)
{
    csip__demo *d = phone->demo;
    char line[CSIP__LADDER_LINE_MAX];
    csip__ladder_line(
        &(csip__ladder_step){
            .elapsed_ms = clock_ms() - d->start_ms,
            .left = d->phones[0].name,
            .right = d->phones[1].name,
            .is_right = !is_caller(phone),
            .is_outgoing = event->kind == CSIP_EVENT_SIP_OUT,
            .raw = event->raw,
        },
        line);
    puts(line);
}

/* The media that goes with a call or its answer; the storage is the caller's. */
typedef struct call_plan {
    csip_audio_source audio_source;
    csip_video_source video_source;
    csip_audio_sink audio_sink;
    csip_video_sink video_sink;
    csip_ua_call_options options;
} call_plan;

static void plan_call(const csip__demo_phone *phone, call_plan *plan)
{
    plan->audio_source = (csip_audio_source){.kind = CSIP_AUDIO_TONE,
                                             .frequency_hz = phone->signal.tone_hz,
                                             .level_dbfs = phone->signal.level_dbfs};
    plan->video_source = (csip_video_source){.kind = CSIP_VIDEO_PICTURE, .rgb = phone->signal.rgb};
    plan->audio_sink = (csip_audio_sink){.wav_path = phone->wav};
    plan->video_sink = (csip_video_sink){.png_path = phone->png};
    csip_ua_call_options_init(&plan->options);
    plan->options.media = (csip_media_io){
        .audio_source = &plan->audio_source,
        .video_source = &plan->video_source,
        .audio_sink = &plan->audio_sink,
        .video_sink = &plan->video_sink,
    };
}

static void send_message(csip__demo_phone *phone, const char *text)
{
    csip_id id;
    csip_error error = csip_ua_send_message(phone->ua, other_of(phone)->name, text, NULL, &id);
    if (error != CSIP_OK) {
        csip__demo_fail(phone->demo, "%s cannot send a message: %s", phone->name,
                        csip_error_text(error));
    }
}

static void call(csip__demo_phone *phone)
{
    call_plan plan;
    plan_call(phone, &plan);
    csip_error error =
        csip_ua_call(phone->ua, other_of(phone)->name, &plan.options, &phone->session);
    if (error != CSIP_OK) {
        csip__demo_fail(phone->demo, "%s cannot call: %s", phone->name, csip_error_text(error));
    }
}

static void answer(csip__demo_phone *phone, csip_id session)
{
    call_plan plan;
    plan_call(phone, &plan);
    phone->session = session;
    csip_error error = csip_ua_answer(phone->ua, session, &plan.options);
    if (error != CSIP_OK) {
        csip__demo_fail(phone->demo, "%s cannot answer: %s", phone->name, csip_error_text(error));
    }
}

static void hang_up(void *user)
{
    csip__demo *d = user;
    csip__demo_phone *phone = &d->phones[0];
    d->waits_for = "the end of the call";
    csip_error error = csip_ua_terminate(phone->ua, phone->session, NULL);
    if (error != CSIP_OK) {
        csip__demo_fail(d, "%s cannot hang up: %s", phone->name, csip_error_text(error));
    }
}

static void stop_phones(csip__demo *d)
{
    d->is_over = true;
    csip_loop_cancel(d->loop, d->late); /* from here on the phones have a limit of their own */
    for (size_t i = 0; i < CSIP__DEMO_PHONES; i++) {
        csip_error error = csip_ua_stop(d->phones[i].ua);
        if (error != CSIP_OK) {
            csip__demo_fail(d, "%s cannot stop: %s", d->phones[i].name, csip_error_text(error));
        }
    }
}

/* ---- what happens, in this order ---- */

static void on_registered(csip__demo_phone *phone)
{
    csip__demo *d = phone->demo;
    phone->is_registered = true;
    if (other_of(phone)->is_registered) {
        d->waits_for = "the messages";
        send_message(&d->phones[0], HELLO);
    }
}

static void on_message(csip__demo_phone *phone, const csip_event *event)
{
    const char *wanted = is_caller(phone) ? ANSWER : HELLO;
    if (event->originator != CSIP_ORIGINATOR_REMOTE) {
        return;
    }
    if (!csip_str_equal(event->message->body, csip_str_from(wanted))) {
        csip__demo_fail(phone->demo, "%s got the message \"%.*s\" in place of \"%s\"", phone->name,
                        CSIP_STR_ARG(event->message->body), wanted);
    }
    phone->got_message = true;
}

static void on_succeeded(csip__demo_phone *phone)
{
    csip__demo *d = phone->demo;
    if (is_caller(phone)) {
        send_message(&d->phones[1], ANSWER);
    } else {
        d->waits_for = "the call to be answered";
        call(&d->phones[0]);
    }
}

static void on_confirmed(csip__demo_phone *phone)
{
    csip__demo *d = phone->demo;
    phone->is_confirmed = true;
    if (other_of(phone)->is_confirmed) {
        d->waits_for = "the call to have lasted";
        if (csip_loop_after(d->loop, 1000 * d->seconds, hang_up, d) == 0) {
            csip__demo_fail(d, "%s", csip_error_text(CSIP_ERROR_NOMEM));
        }
    }
}

static void on_ended(csip__demo_phone *phone, const csip_event *event)
{
    csip__demo *d = phone->demo;
    phone->has_ended = true;
    if (event->cause != CSIP_CAUSE_BYE) {
        csip__demo_fail(d, "the call of %s ended by itself: %s", phone->name,
                        csip_cause_text(event->cause));
    } else if (csip_ua_stats(phone->ua, event->id, &phone->stats) != CSIP_OK) {
        csip__demo_fail(d, "%s has no statistics of the call", phone->name);
    } else if (other_of(phone)->has_ended) {
        stop_phones(d);
    }
}

static void on_failure(csip__demo_phone *phone, const csip_event *event)
{
    const csip_message *response = event->message;
    char detail[64] = "";
    if (response && !response->is_request) {
        snprintf(detail, sizeof detail, " (%u %.*s)", response->status,
                 CSIP_STR_ARG(response->reason));
    }
    csip__demo_fail(phone->demo, "%s: %s: %s%s", phone->name, csip_event_name(event->kind),
                    csip_cause_text(event->cause), detail);
}

static void on_event(csip_ua *ua, const csip_event *event, void *user)
{
    csip__demo_phone *phone = user;
    (void)ua;
    switch (event->kind) {
    case CSIP_EVENT_SIP_IN:
    case CSIP_EVENT_SIP_OUT: print_ladder(phone, event); return;
    case CSIP_EVENT_REGISTERED: on_registered(phone); return;
    case CSIP_EVENT_NEW_MESSAGE: on_message(phone, event); return;
    case CSIP_EVENT_SUCCEEDED: on_succeeded(phone); return;
    case CSIP_EVENT_NEW_RTC_SESSION:
        if (event->originator == CSIP_ORIGINATOR_REMOTE) {
            answer(phone, event->id);
        }
        return;
    case CSIP_EVENT_CONFIRMED: on_confirmed(phone); return;
    case CSIP_EVENT_ENDED: on_ended(phone, event); return;
    case CSIP_EVENT_MESSAGE_FAILED:
    case CSIP_EVENT_REGISTRATION_FAILED:
    case CSIP_EVENT_FAILED: on_failure(phone, event); return;
    case CSIP_EVENT_DISCONNECTED:
        if (!phone->demo->is_over) {
            csip__demo_fail(phone->demo, "%s lost the server: %.*s", phone->name,
                            CSIP_STR_ARG(event->connection.reason));
        }
        return;
    default: return;
    }
}

static csip_error start_phone(csip__demo_phone *phone)
{
    csip__demo *d = phone->demo;
    char url[64], uri[64];
    csip_config config;
    csip_ua_options options;
    csip_config_problem problem = {0};
    snprintf(url, sizeof url, "wss://127.0.0.1:%d", csip_server_wss_port(d->server));
    snprintf(uri, sizeof uri, "sip:%s@localhost", phone->name);
    csip_config_init(&config);
    config.sockets = &(csip_socket_config){.url = url};
    config.socket_count = 1;
    config.uri = uri;
    config.password = phone->password;
    csip_ua_options_init(&options);
    options.tls.ca_file = d->ca_file;
    csip_error error = csip_ua_new(d->loop, &config, &options, &phone->ua, &problem);
    if (error == CSIP_OK && csip_ua_on_any(phone->ua, on_event, phone) == 0) {
        error = CSIP_ERROR_NOMEM;
    }
    return error == CSIP_OK ? csip_ua_start(phone->ua) : error;
}

csip_error csip__demo_begin(csip__demo *d)
{
    d->waits_for = "the phones to register";
    d->start_ms = clock_ms();
    for (size_t i = 0; i < CSIP__DEMO_PHONES; i++) {
        csip_error error = start_phone(&d->phones[i]);
        if (error != CSIP_OK) {
            return error;
        }
    }
    return CSIP_OK;
}
