#include "scenario.h"

#include <stdio.h>
#include <stdlib.h>

const char *scenario_word(char *word, size_t size, const char *text)
{
    size_t len = strcspn(text, " ");
    size_t kept = len < size ? len : size - 1;
    memcpy(word, text, kept);
    word[kept] = '\0';
    return text + len + (text[len] == ' ');
}

/* What has happened so far is as it should be and not what the case is about. */
static void skip(void)
{
    run.seen = run.count;
}

static csip_error is_fine(csip_error error)
{
    phone_drain(&run.phone);
    return error;
}

static csip_reply reply_of(const char *text)
{
    return (csip_reply){.status = (uint16_t)atoi(text)};
}

static csip_error do_call(const char *target)
{
    csip_call_options options;
    csip_id id;
    csip_call_options_init(&options);
    const char *anonymous = after(target, "anonymously ");
    const char *late = after(target, "late ");
    options.anonymous = anonymous != NULL;
    options.late_offer = late != NULL;
    return csip_agent_call(run.phone.agent,
                           anonymous ? anonymous
                           : late    ? late
                                     : target,
                           &options, run.world.now_ms, &id);
}

/* A call as far as its INVITE. */
static csip_error do_ring(const char *target)
{
    csip_error error = do_call(target);
    phone_drain(&run.phone);
    phone_media_run(&run.phone);
    skip();
    return error;
}

static csip_error do_answer(const char *text)
{
    csip_call_options options;
    csip_call_options_init(&options);
    options.video = strcmp(text, "audio") != 0;
    return csip_agent_answer(run.phone.agent, run.phone.last_session, &options, run.world.now_ms);
}

static csip_error do_terminate(const char *text)
{
    csip_reply reply = reply_of(text);
    return csip_agent_terminate(run.phone.agent, run.phone.last_session, *text ? &reply : NULL,
                                run.world.now_ms);
}

static csip_error do_ready(const char *text)
{
    (void)text;
    return csip_agent_ready(run.phone.agent, run.phone.last_session, run.world.now_ms);
}

static csip_error do_message(const char *text)
{
    char target[64];
    csip_id id;
    text = scenario_word(target, sizeof(target), text);
    return csip_agent_send_message(run.phone.agent, target, csip_str_from(text), NULL,
                                   run.world.now_ms, &id);
}

static csip_error do_options(const char *target)
{
    csip_id id;
    return csip_agent_send_options(run.phone.agent, target, CSIP_STR(""), NULL, run.world.now_ms,
                                   &id);
}

/* Carol's call as far as it rings. */
static csip_error do_receive(const char *text)
{
    (void)text;
    scenario_deliver("INVITE sip:alice@example.test SIP/2.0\nContact: <sip:carol@there.invalid>\n"
                     "Content-Type: application/sdp\n\nm=audio 9 UDP/TLS/RTP/SAVPF 111\n");
    skip();
    return CSIP_OK;
}

/* A message, or "carol": her call as far as the 200. */
static csip_error do_accept(const char *text)
{
    if (strcmp(text, "carol") == 0) {
        do_receive(text);
        csip_error error = do_answer("");
        phone_drain(&run.phone);
        phone_media_run(&run.phone);
        skip();
        return error;
    }
    return csip_agent_accept(run.phone.agent, run.phone.last_message, NULL, run.world.now_ms);
}

static csip_error do_reject(const char *text)
{
    csip_reply reply = reply_of(text);
    return csip_agent_reject(run.phone.agent, run.phone.last_message, &reply, run.world.now_ms);
}

/* In an event. */
static csip_error do_sdp(const char *text)
{
    return csip_agent_set_sdp(run.phone.agent, run.event, csip_str_from(text));
}

static csip_error do_body(const char *text)
{
    return csip_agent_set_body(run.phone.agent, run.event, "text/tea", csip_str_from(text));
}

static csip_error do_header(const char *text)
{
    return csip_agent_add_header(run.phone.agent, run.event, text);
}

static csip_reoffer_options reoffer_options_of(const char *text)
{
    static const char *const lines[] = {"X-Why: tea"};
    return (csip_reoffer_options){
        .use_update = strstr(text, "update") != NULL,
        .restart_ice = strstr(text, "ice") != NULL,
        .video = strstr(text, "+video")   ? CSIP_MEDIA_CHANGE_ADD
                 : strstr(text, "-video") ? CSIP_MEDIA_CHANGE_REMOVE
                                          : CSIP_MEDIA_CHANGE_NONE,
        .extra_headers = lines,
        .extra_header_count = strstr(text, "tea") != NULL,
    };
}

static csip_error do_hold(const char *text)
{
    csip_reoffer_options options = reoffer_options_of(text);
    return csip_agent_hold(run.phone.agent, run.phone.last_session, &options, run.world.now_ms,
                           NULL);
}

static csip_error do_unhold(const char *text)
{
    csip_reoffer_options options = reoffer_options_of(text);
    return csip_agent_unhold(run.phone.agent, run.phone.last_session, &options, run.world.now_ms,
                             NULL);
}

static csip_error do_renegotiate(const char *text)
{
    csip_reoffer_options options = reoffer_options_of(text);
    return csip_agent_renegotiate(run.phone.agent, run.phone.last_session, *text ? &options : NULL,
                                  run.world.now_ms, NULL);
}

/* A re-INVITE or UPDATE, while it is told. */
static csip_error do_decline(const char *text)
{
    csip_reply reply = reply_of(text);
    return csip_agent_reject(run.phone.agent, run.phone.last_session, &reply, run.world.now_ms);
}

/* Bob's side of a call, as far as it is confirmed. */
static csip_error do_talk(const char *text)
{
    char lines[512];
    do_ring("bob");
    snprintf(lines, sizeof(lines),
             "SIP/2.0 200 OK\nContact: <sip:bob@there.invalid>\nAllow: INVITE%s\n%s%s%s"
             "Content-Type: application/sdp\n\nm=audio 9 UDP/TLS/RTP/SAVPF 111\n",
             strcmp(text, "without update") == 0 ? "" : ", UPDATE",
             after(text, "timer ") ? "Session-Expires: " : "",
             after(text, "timer ") ? after(text, "timer ") : "", after(text, "timer ") ? "\n" : "");
    scenario_deliver(lines);
    phone_media_run(&run.phone);
    skip();
    return CSIP_OK;
}

static csip_error do_register(const char *text)
{
    (void)text;
    return csip_agent_register(run.phone.agent, run.world.now_ms);
}

static csip_error do_unregister(const char *text)
{
    return csip_agent_unregister(run.phone.agent, strcmp(text, "all") == 0, run.world.now_ms);
}

/* "quietly": connected, nobody registers. */
static csip_error do_start(const char *text)
{
    csip_error error = csip_agent_start(run.phone.agent, run.world.now_ms);
    if (error || strcmp(text, "quietly") != 0)
        return error;
    phone_drain(&run.phone);
    phone_connected(&run.phone);
    skip();
    return CSIP_OK;
}

static csip_error do_stop(const char *text)
{
    (void)text;
    return csip_agent_stop(run.phone.agent, run.world.now_ms);
}

static csip_error do_listen(const char *text)
{
    uint64_t mask = 0;
    for (csip_event_kind kind = 0; kind < CSIP_EVENT_COUNT; kind++) {
        if (strstr(text, csip_event_name(kind)))
            mask |= CSIP_EVENT_BIT(kind);
    }
    csip_agent_set_interest(run.phone.agent, mask);
    return CSIP_OK;
}

static csip_error do_connected(const char *text)
{
    (void)text;
    phone_connected(&run.phone);
    return CSIP_OK;
}

static csip_error do_lost(const char *text)
{
    (void)text;
    phone_lost(&run.phone);
    return CSIP_OK;
}

static csip_error do_crlf(const char *text)
{
    phone_receive(&run.phone, strcmp(text, "twice") == 0 ? "\r\n\r\n" : "\r\n");
    return CSIP_OK;
}

/* "+500ms", "+2s" */
static csip_error do_wait(const char *text)
{
    char *unit;
    uint64_t count = strtoull(text, &unit, 10);
    phone_wait(&run.phone, strcmp(unit, "s") == 0 ? count * 1000 : count);
    return CSIP_OK;
}

static csip_error do_media(const char *text)
{
    if (strcmp(text, "run") == 0)
        phone_media_run(&run.phone);
    else if (strcmp(text, "ok") == 0)
        phone_media_done(&run.phone, CSIP_OK, NULL);
    else if (strcmp(text, "denied") == 0)
        phone_media_done(&run.phone, CSIP_ERROR_DENIED, NULL);
    else if (strcmp(text, "incompatible") == 0)
        phone_media_done(&run.phone, CSIP_ERROR_INCOMPATIBLE, NULL);
    else
        phone_media_done(&run.phone, CSIP_ERROR_MEDIA, NULL);
    return CSIP_OK;
}

static csip_error do_when(const char *text)
{
    size_t len = strcspn(text, " ");
    snprintf(run.hook[0], sizeof(run.hook[0]), "%.*s", (int)len, text);
    snprintf(run.hook[1], sizeof(run.hook[1]), "%s", text + len + (text[len] == ' '));
    return CSIP_OK;
}

static const struct {
    const char *name;
    csip_error (*run)(const char *argument);
} commands[] = {
    {"call", do_call},
    {"answer", do_answer},
    {"terminate", do_terminate},
    {"ready", do_ready},
    {"message", do_message},
    {"options", do_options},
    {"accept", do_accept},
    {"reject", do_reject},
    {"register", do_register},
    {"start", do_start},
    {"unregister", do_unregister},
    {"stop", do_stop},
    {"listen", do_listen},
    {"connected", do_connected},
    {"lost", do_lost},
    {"crlf", do_crlf},
    {"at", do_wait},
    {"media", do_media},
    {"when", do_when},
    {"hold", do_hold},
    {"unhold", do_unhold},
    {"renegotiate", do_renegotiate},
    {"decline", do_decline},
    {"talk", do_talk},
    {"sdp", do_sdp},
    {"body", do_body},
    {"header", do_header},
    {"ring", do_ring},
    {"receive", do_receive},
    {"info", scenario_info},
    {"dtmf", scenario_dtmf},
    {"refer", scenario_refer},
    {"referral", scenario_referral},
    {"replaces", scenario_replaces},
    {"digit", scenario_digit},
    {"fade", scenario_fade},
    {"request", scenario_request},
    {"subscribe", scenario_subscribe},
    {"resubscribe", scenario_resubscribe},
    {"unsubscribe", scenario_unsubscribe},
    {"notifier", scenario_notifier},
    {"refuse", scenario_refuse},
    {"activate", scenario_activate},
    {"notify", scenario_notify},
    {"finish", scenario_finish},
};

/* "NAME ARGUMENT [-> ERROR]" */
bool scenario_command(const char *text)
{
    char name[32], argument[256];
    const char *error_name = "OK";
    snprintf(name, sizeof(name), "%.*s", (int)strcspn(text, " "), text);
    const char *rest = text + strlen(name);
    snprintf(argument, sizeof(argument), "%s", rest + (*rest == ' '));
    char *arrow = strstr(argument, "-> ");
    if (arrow) {
        error_name = arrow + 3;
        *(arrow > argument ? arrow - 1 : arrow) = '\0';
    }
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        if (strcmp(commands[i].name, name) != 0)
            continue;
        csip_error error = is_fine(commands[i].run(argument));
        return strcmp(csip_error_name(error), error_name) == 0 ||
               fail("%s: %s", text, csip_error_name(error));
    }
    return fail("no such command: %s", text);
}
