#include "host/loop.h"

#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static int set_up(void **state)
{
    csip_loop *loop = NULL;

    assert_int_equal(csip_loop_new(NULL, &loop), CSIP_OK);
    *state = loop;
    return 0;
}

static int tear_down(void **state)
{
    csip_loop_free(*state);
    return 0;
}

static char order[16];

#define LETTER(letter) ((void *)(uintptr_t)(letter))

static void write_letter(void *user)
{
    size_t len = strlen(order);

    order[len] = (char)(uintptr_t)user;
    order[len + 1] = '\0';
}

static void loop_without_work_returns_at_once(void **state)
{
    assert_int_equal(csip_loop_run(*state), CSIP_OK);
}

static void loop_after_fires_in_order_of_time(void **state)
{
    csip_loop *loop = *state;

    order[0] = '\0';
    csip_loop_after(loop, 30, write_letter, LETTER('c'));
    csip_loop_after(loop, 0, write_letter, LETTER('a'));
    csip_loop_after(loop, 10, write_letter, LETTER('b'));
    assert_int_equal(csip_loop_run(loop), CSIP_OK); /* until the last has fired */
    assert_string_equal(order, "abc");
}

static void loop_cancelled_timer_stays_silent(void **state)
{
    csip_loop *loop = *state;

    order[0] = '\0';
    uint64_t handle = csip_loop_after(loop, 5, write_letter, LETTER('x'));
    csip_loop_after(loop, 10, write_letter, LETTER('y'));
    csip_loop_cancel(loop, handle);
    csip_loop_cancel(loop, handle);
    csip_loop_cancel(loop, 0);
    assert_int_equal(csip_loop_run(loop), CSIP_OK);
    assert_string_equal(order, "y");
}

typedef struct chain {
    csip_loop *loop;
    unsigned left;
} chain;

static void fire_again(void *user)
{
    chain *it = user;

    if (--it->left > 0)
        csip_loop_after(it->loop, 0, fire_again, it);
}

static void loop_timer_may_start_the_next(void **state)
{
    chain it = {*state, 10};

    csip_loop_after(it.loop, 0, fire_again, &it);
    assert_int_equal(csip_loop_run(it.loop), CSIP_OK);
    assert_int_equal(it.left, 0);
}

enum { THREADS = 4, POSTS = 250 };

typedef struct posting {
    csip_loop *loop;
    unsigned count;
    pthread_t thread, loop_thread;
    bool is_elsewhere;
} posting;

static void count_post(void *user)
{
    posting *it = user;

    it->count++;
    it->is_elsewhere |= !pthread_equal(pthread_self(), it->loop_thread);
}

static void *post_many(void *user)
{
    posting *it = user;

    for (int i = 0; i < POSTS; i++)
        if (csip_loop_post(it->loop, count_post, it) != CSIP_OK)
            return NULL;
    return it;
}

static void loop_posts_from_threads_run_on_its_thread(void **state)
{
    posting posts[THREADS];

    for (int i = 0; i < THREADS; i++) {
        posts[i] = (posting){.loop = *state, .loop_thread = pthread_self()};
        pthread_create(&posts[i].thread, NULL, post_many, &posts[i]);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(posts[i].thread, NULL);
    assert_int_equal(csip_loop_run(*state), CSIP_OK);
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(posts[i].count, POSTS);
        assert_false(posts[i].is_elsewhere);
    }
}

static void loop_descriptor_is_readable_after_post(void **state)
{
    csip_loop *loop = *state;
    posting it = {.loop = loop, .loop_thread = pthread_self()};
    struct pollfd wait = {.fd = csip_loop_fd(loop), .events = POLLIN};

    assert_true(wait.fd >= 0);
    assert_int_equal(csip_loop_run_for(loop, 0), CSIP_OK);
    assert_int_equal(poll(&wait, 1, 0), 0);
    assert_int_equal(csip_loop_post(loop, count_post, &it), CSIP_OK);
    assert_int_equal(poll(&wait, 1, 1000), 1);
    assert_int_equal(csip_loop_run_for(loop, 0), CSIP_OK);
    assert_int_equal(it.count, 1);
}

static void loop_timeout_tells_the_next_timer(void **state)
{
    csip_loop *loop = *state;

    assert_int_equal(csip_loop_run_for(loop, 0), CSIP_OK);
    assert_int_equal(csip_loop_timeout_ms(loop), -1);
    csip_loop_after(loop, 5000, write_letter, LETTER('z'));
    assert_in_range(csip_loop_timeout_ms(loop), 4000, 5000);
}

static void loop_run_for_waits_no_longer(void **state)
{
    csip_loop *loop = *state;
    uint64_t before = csip_loop_now_ms(loop);

    assert_int_equal(csip_loop_run_for(loop, 50), CSIP_OK);
    assert_in_range(csip_loop_now_ms(loop) - before, 49, 2000);
}

static void stop_loop(void *user)
{
    csip_loop_stop(user);
}

static void loop_stop_ends_run(void **state)
{
    csip_loop *loop = *state;

    csip_loop_after(loop, 1, stop_loop, loop);
    csip_loop_after(loop, 60000, write_letter, LETTER('n'));
    assert_int_equal(csip_loop_run(loop), CSIP_OK);
}

static void count_timer(uv_timer_t *timer)
{
    ++*(unsigned *)timer->data;
}

static void loop_given_runs_the_callers_handles(void **state)
{
    uv_loop_t uv;
    uv_timer_t timer;
    unsigned fired = 0;
    csip_loop *loop = NULL;

    (void)state;
    uv_loop_init(&uv);
    uv_timer_init(&uv, &timer);
    timer.data = &fired;
    assert_int_equal(csip_loop_new(&(csip_loop_options){&uv}, &loop), CSIP_OK);
    uv_timer_start(&timer, count_timer, 1, 0);
    csip_loop_after(loop, 20, write_letter, LETTER('g'));
    assert_int_equal(csip_loop_run(loop), CSIP_OK);
    assert_int_equal(fired, 1);

    csip_loop_free(loop);
    assert_true(uv_loop_alive(&uv) == 0);
    uv_close((uv_handle_t *)&timer, NULL);
    uv_run(&uv, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&uv), 0); /* nothing of ours is left on it */
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(loop_without_work_returns_at_once),
        TEST(loop_after_fires_in_order_of_time),
        TEST(loop_cancelled_timer_stays_silent),
        TEST(loop_timer_may_start_the_next),
        TEST(loop_posts_from_threads_run_on_its_thread),
        TEST(loop_descriptor_is_readable_after_post),
        TEST(loop_timeout_tells_the_next_timer),
        TEST(loop_run_for_waits_no_longer),
        TEST(loop_stop_ends_run),
        cmocka_unit_test(loop_given_runs_the_callers_handles),
    };

    return cmocka_run_group_tests_name("loop", tests, NULL, NULL);
}
