#include <media/audio_codec.h>

const csip__audio_codec *csip__audio_codec_get(csip__codec_id id)
{
    static const csip__audio_codec *const codecs[] = {&csip__codec_opus, &csip__codec_pcmu,
                                                      &csip__codec_pcma};
    for (size_t i = 0; i < sizeof(codecs) / sizeof(codecs[0]); i++)
        if (codecs[i]->id == id)
            return codecs[i];
    return NULL;
}
