#include "host/loop.h"

#include "host/media.h"
#include "host/ua.h"

#include <stdlib.h>

/* A call from another thread. */
struct csip__post {
    csip__post *next;
    void (*call)(void *user);
    void *user;
};

enum { TURNS_TO_CLOSE = 4 };

static csip__post *take_posts(csip_loop *loop)
{
    uv_mutex_lock(&loop->mutex);
    csip__post *first = loop->first_post;
    loop->first_post = loop->last_post = NULL;
    uv_mutex_unlock(&loop->mutex);
    return first;
}

static void on_wake(uv_async_t *wake)
{
    csip_loop *loop = wake->data;
    csip__post *post = take_posts(loop);
    bool has_post = post != NULL;

    while (post) {
        csip__post *next = post->next;
        post->call(post->user);
        free(post);
        post = next;
    }
    csip__media_poll(loop);
    if (has_post)
        csip__loop_check_rest(loop);
}

static void on_timer(uv_timer_t *timer)
{
    csip_loop *loop = timer->data;

    loop->armed_ms = UINT64_MAX;
    csip__timers_run(&loop->timers, csip_loop_now_ms(loop));
    csip__loop_arm(loop);
}

void csip__loop_arm(csip_loop *loop)
{
    uint64_t deadline = csip__timers_deadline(&loop->timers);

    if (deadline == loop->armed_ms)
        return;
    loop->armed_ms = deadline;
    if (deadline == UINT64_MAX) {
        uv_timer_stop(&loop->timer);
        return;
    }
    uint64_t now = csip_loop_now_ms(loop);
    uv_timer_start(&loop->timer, on_timer, deadline > now ? deadline - now : 0, 0);
}

static csip_error start_handles(csip_loop *loop)
{
    if (uv_mutex_init(&loop->mutex) != 0)
        return CSIP_ERROR_IO;
    if (uv_async_init(loop->uv, &loop->wake, on_wake) != 0) {
        uv_mutex_destroy(&loop->mutex);
        return CSIP_ERROR_IO;
    }
    uv_timer_init(loop->uv, &loop->timer);
    loop->wake.data = loop->timer.data = loop;
    loop->armed_ms = UINT64_MAX;
    return CSIP_OK;
}

csip_error csip_loop_new(const csip_loop_options *options, csip_loop **ret_loop)
{
    csip_loop *loop = calloc(1, sizeof *loop);
    csip_error error = CSIP_OK;

    if (!loop)
        return CSIP_ERROR_NOMEM;
    loop->is_own = !options || !options->uv_loop;
    loop->uv = loop->is_own ? &loop->own : options->uv_loop;
    if (loop->is_own && uv_loop_init(loop->uv) != 0)
        error = CSIP_ERROR_IO;
    if (!error && (error = csip__ws_context_new(loop->uv, &loop->websockets)) == CSIP_OK) {
        csip__loop_set_connector(loop, NULL);
        error = start_handles(loop);
        if (error)
            csip__ws_context_free(loop->websockets);
        if (error && loop->is_own)
            uv_loop_close(loop->uv);
    }
    if (error) {
        free(loop);
        return error;
    }
    *ret_loop = loop;
    return CSIP_OK;
}

void csip_loop_free(csip_loop *loop)
{
    if (!loop)
        return;
    while (loop->uas)
        csip__ua_destroy(loop->uas);
    csip__engine_free(loop->engine);
    csip__loop_drop_afters(loop);
    csip__ws_context_free(loop->websockets);
    for (csip__post *post = take_posts(loop); post;) {
        csip__post *next = post->next;
        free(post);
        post = next;
    }
    uv_close((uv_handle_t *)&loop->timer, NULL);
    uv_close((uv_handle_t *)&loop->wake, NULL);
    for (int i = 0; i < TURNS_TO_CLOSE; i++)
        uv_run(loop->uv, UV_RUN_NOWAIT);
    uv_mutex_destroy(&loop->mutex);
    if (loop->is_own)
        uv_loop_close(loop->uv);
    free(loop);
}

static bool has_work(csip_loop *loop)
{
    for (const csip_ua *ua = loop->uas; ua; ua = ua->next)
        if (!csip__ua_is_at_rest(ua))
            return true;
    uv_mutex_lock(&loop->mutex);
    bool has_post = loop->first_post != NULL;
    uv_mutex_unlock(&loop->mutex);
    return has_post || csip__loop_has_after(loop);
}

void csip__loop_check_rest(csip_loop *loop)
{
    if (loop->is_running && !has_work(loop))
        uv_stop(loop->uv);
}

csip_error csip_loop_run(csip_loop *loop)
{
    if (!has_work(loop))
        return CSIP_OK;
    loop->is_running = true;
    uv_run(loop->uv, UV_RUN_DEFAULT);
    loop->is_running = false;
    return CSIP_OK;
}

static void on_waited(uv_timer_t *timer)
{
    uv_stop(timer->loop);
}

static void on_waited_closed(uv_handle_t *handle)
{
    free(handle);
}

csip_error csip_loop_run_for(csip_loop *loop, unsigned timeout_ms)
{
    if (timeout_ms == 0) {
        uv_run(loop->uv, UV_RUN_NOWAIT);
        return CSIP_OK;
    }
    uv_timer_t *limit = malloc(sizeof *limit);
    if (!limit)
        return CSIP_ERROR_NOMEM;
    uv_timer_init(loop->uv, limit);
    uv_update_time(loop->uv);
    uv_timer_start(limit, on_waited, timeout_ms, 0);
    uv_run(loop->uv, UV_RUN_ONCE);
    uv_close((uv_handle_t *)limit, on_waited_closed);
    return CSIP_OK;
}

void csip_loop_stop(csip_loop *loop)
{
    uv_stop(loop->uv);
}

int csip_loop_fd(csip_loop *loop)
{
    return uv_backend_fd(loop->uv);
}

int csip_loop_timeout_ms(csip_loop *loop)
{
    return uv_backend_timeout(loop->uv);
}

uint64_t csip_loop_now_ms(csip_loop *loop)
{
    uv_update_time(loop->uv);
    return uv_now(loop->uv);
}

csip_error csip_loop_post(csip_loop *loop, void (*call)(void *user), void *user)
{
    csip__post *post = malloc(sizeof *post);

    if (!post)
        return CSIP_ERROR_NOMEM;
    *post = (csip__post){NULL, call, user};
    uv_mutex_lock(&loop->mutex);
    if (loop->last_post)
        loop->last_post->next = post;
    else
        loop->first_post = post;
    loop->last_post = post;
    uv_mutex_unlock(&loop->mutex);
    uv_async_send(&loop->wake);
    return CSIP_OK;
}

void csip__loop_set_connector(csip_loop *loop, const csip__connector *connector)
{
    loop->connector = connector ? connector : csip__ws_context_connector(loop->websockets);
}
