#include <media/conceal.h>

#include <string.h>

enum {
    PERIOD_MIN = 40,  /* 200 Hz: shorter ones are found as their multiples */
    PERIOD_MAX = 160, /* 50 Hz */
    WINDOW = 80,      /* compared, 10 ms */
    FADE = 480,       /* until silence, 60 ms */
    BLEND = 32,       /* back into what is heard, 4 ms */
};

/* The lag at which the end of the history is most like what came before it. */
static size_t find_period(const int16_t *history)
{
    const int16_t *end = history + CSIP__CONCEAL_HISTORY - WINDOW;
    size_t best = PERIOD_MAX;
    double best_likeness = 0;
    for (size_t lag = PERIOD_MIN; lag <= PERIOD_MAX; lag++) {
        int64_t product = 0;
        int64_t energy = 1;
        for (size_t i = 0; i < WINDOW; i++) {
            const int16_t *before = end + i - lag;
            product += (int64_t)end[i] * *before;
            energy += (int64_t)*before * *before;
        }
        double likeness = product > 0 ? (double)product * (double)product / (double)energy : 0;
        if (likeness > best_likeness) {
            best_likeness = likeness;
            best = lag;
        }
    }
    return best;
}

static int16_t next_sample(csip__conceal *conceal)
{
    size_t at = CSIP__CONCEAL_HISTORY - conceal->period + conceal->made % conceal->period;
    int gain = conceal->made < FADE ? FADE - (int)conceal->made : 0;
    conceal->made++;
    return (int16_t)(conceal->history[at] * gain / FADE);
}

void csip__conceal_make(csip__conceal *conceal, int16_t *pcm, size_t count)
{
    if (conceal->made == 0)
        conceal->period = find_period(conceal->history);
    for (size_t i = 0; i < count; i++)
        pcm[i] = next_sample(conceal);
}

void csip__conceal_heard(csip__conceal *conceal, int16_t *pcm, size_t count)
{
    if (conceal->made > 0) {
        for (size_t i = 0; i < BLEND && i < count; i++) {
            int old = next_sample(conceal);
            pcm[i] = (int16_t)((old * (BLEND - (int)i) + pcm[i] * (int)i) / BLEND);
        }
        conceal->made = 0;
    }
    size_t new_count = count < CSIP__CONCEAL_HISTORY ? count : CSIP__CONCEAL_HISTORY;
    size_t kept = CSIP__CONCEAL_HISTORY - new_count;
    memmove(conceal->history, conceal->history + new_count, kept * sizeof(pcm[0]));
    memcpy(conceal->history + kept, pcm + count - new_count, new_count * sizeof(pcm[0]));
}
