#include "base/core.h"

/* Stands before each block; keeps the block aligned for anything. */
typedef union block {
    struct {
        union block *next;
    } released;
    _Alignas(16) char alignment[16];
} block;

void csip__core_init(csip__core *core, const csip_platform *platform,
                     const csip__settings *settings)
{
    *core = (csip__core){.platform = *platform, .settings = settings};
    platform->random(platform->user, core->hash_key, sizeof(core->hash_key));
    csip__buf_init(&core->scratch, &core->platform, CSIP__CORE_MESSAGE_MAX);
}

static void free_released(csip__core *core)
{
    while (core->released) {
        block *b = core->released;
        core->released = b->released.next;
        core->platform.reallocate(core->platform.user, b, 0);
    }
}

static void free_steps(csip__core *core, csip__step *step)
{
    while (step) {
        csip__step *next = step->next;
        core->platform.reallocate(core->platform.user, step, 0);
        step = next;
    }
}

void csip__core_done(csip__core *core)
{
    csip__core_release(core, core->received);
    free_released(core);
    free_steps(core, core->first_step);
    free_steps(core, core->open_events);
    free_steps(core, core->spare_steps);
    csip__buf_done(&core->scratch);
}

/* ---- memory ---- */

static block *allocate(csip__core *core, size_t size)
{
    block *b = core->platform.reallocate(core->platform.user, NULL, sizeof(block) + size);
    if (!b)
        core->error = CSIP_ERROR_NOMEM;
    return b;
}

void *csip__core_allocate(csip__core *core, size_t size)
{
    block *b = allocate(core, size);
    return b ? memset(b + 1, 0, size) : NULL;
}

void csip__core_release(csip__core *core, void *released)
{
    if (!released)
        return;
    block *b = (block *)released - 1;
    b->released.next = core->released;
    core->released = b;
}

csip_str csip__core_dup(csip__core *core, csip_str text)
{
    if (text.len == 0)
        return (csip_str){NULL, 0};
    block *b = allocate(core, text.len);
    if (!b)
        return (csip_str){NULL, 0};
    return (csip_str){memcpy(b + 1, text.ptr, text.len), text.len};
}

csip__buf *csip__core_writer(csip__core *core)
{
    csip__buf_clear(&core->scratch);
    return &core->scratch;
}

csip_str csip__core_written(csip__core *core)
{
    if (core->scratch.error == CSIP_ERROR_NOMEM)
        core->error = CSIP_ERROR_NOMEM;
    if (core->scratch.error)
        return (csip_str){NULL, 0};
    return csip__core_dup(core, csip__buf_get(&core->scratch));
}

csip_error csip__core_receive(csip__core *core, csip_str octets, csip_parse_problem *ret_problem)
{
    block *b = allocate(core, sizeof(csip_message) + octets.len);
    if (!b)
        return CSIP_ERROR_NOMEM;
    csip__core_release(core, core->received);
    core->received = (csip_message *)(void *)(b + 1);
    char *copy = (char *)(core->received + 1);
    if (octets.len > 0)
        memcpy(copy, octets.ptr, octets.len);
    return csip_message_parse((csip_str){copy, octets.len}, core->received, ret_problem);
}

csip_message *csip__core_take(csip__core *core)
{
    csip_message *message = core->received;
    core->received = NULL;
    return message;
}

void csip__core_random_token(csip__core *core, char *out, size_t len)
{
    static const char alphabet[33] = "abcdefghijkmnpqrstuvwxyz23456789";
    core->platform.random(core->platform.user, out, len);
    for (size_t i = 0; i < len; i++) {
        out[i] = alphabet[(uint8_t)out[i] & 31];
    }
}

uint32_t csip__core_random_u32(csip__core *core)
{
    uint32_t value;
    core->platform.random(core->platform.user, &value, sizeof(value));
    return value;
}

csip_id csip__core_next_id(csip__core *core)
{
    return ++core->last_id;
}

/* ---- steps ---- */

csip_error csip__core_begin(csip__core *core, uint64_t now_ms)
{
    if (core->error)
        return core->error;
    if (core->first_step || core->open_events)
        return CSIP_ERROR_BUSY;
    csip__core_release(core, csip__core_take(core));
    free_released(core);
    core->now_ms = now_ms;
    return CSIP_OK;
}

static csip__step *push(csip__core *core)
{
    csip__step *step = core->spare_steps;
    if (step)
        core->spare_steps = step->next;
    else
        step = core->platform.reallocate(core->platform.user, NULL, sizeof(*step));
    if (!step) {
        core->error = CSIP_ERROR_NOMEM;
        return NULL;
    }
    *step = (csip__step){0};
    if (core->first_step)
        core->last_step->next = step;
    else
        core->first_step = step;
    core->last_step = step;
    return step;
}

uint64_t csip__core_emit(csip__core *core, const csip_event *event, const csip__then *then)
{
    csip__step *step = push(core);
    if (!step)
        return 0;
    step->step.kind = CSIP_STEP_EVENT;
    step->step.event = *event;
    step->step.event.event = ++core->last_event;
    if (then)
        step->then = *then;
    return step->step.event.event;
}

void csip__core_output(csip__core *core, const csip_output *output)
{
    csip__step *step = push(core);
    if (!step)
        return;
    step->step.kind = CSIP_STEP_OUTPUT;
    step->step.output = *output;
}

void csip__core_log(csip__core *core, csip_log_level level, csip_str text)
{
    if (csip__core_is_wanted(core, CSIP_EVENT_LOG))
        csip__core_emit(
            core, &(csip_event){.kind = CSIP_EVENT_LOG, .log = {.level = level, .text = text}},
            NULL);
}
