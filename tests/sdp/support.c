#include "support.h"

#include <stdlib.h>
#include <string.h>

static void *reallocate(void *user, void *ptr, size_t size)
{
    struct support *support = user;
    if (size == 0) {
        support->block_count -= ptr != NULL;
        free(ptr);
        return NULL;
    }
    if (++support->allocation_count == support->fail_at)
        return NULL;
    void *result = realloc(ptr, size);
    support->block_count += !ptr && result;
    return result;
}

static void random_octets(void *user, void *out, size_t len)
{
    struct support *support = user;
    for (size_t i = 0; i < len; i++) {
        support->seed = support->seed * 1664525u + 1013904223u;
        ((uint8_t *)out)[i] = (uint8_t)(support->seed >> 24);
    }
}

void support_init(struct support *support, uint32_t seed)
{
    *support = (struct support){.seed = seed};
    support->platform = (csip_platform){reallocate, random_octets, NULL, support};
}

/* CSIP_STR() is no constant expression. */
#define TEXT(literal)                                                                              \
    {                                                                                              \
        (literal), sizeof(literal) - 1                                                             \
    }

csip__jsep_transport support_transport(void)
{
    static const csip_str candidates[] = {
        TEXT("candidate:1 1 udp 2122260223 "
             "2b0c6fa6-7d3d-4d5f-8f0e-0a53a0a2a6a0.local 50000 typ host"),
        TEXT("candidate:2 1 udp 2122194687 192.0.2.7 50001 typ host"),
    };
    return (csip__jsep_transport){
        .ice_ufrag = CSIP_STR("aUfr"),
        .ice_pwd = CSIP_STR("aPwdaPwdaPwdaPwdaPwdaPwd"),
        .fingerprint = CSIP_STR("sha-256 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:"
                                "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF"),
        .candidates = candidates,
        .candidate_count = 2,
        .is_gathering_complete = true,
        .cname = CSIP_STR("aCname"),
    };
}

csip__jsep_transport support_other_transport(void)
{
    csip__jsep_transport transport = support_transport();
    transport.ice_ufrag = CSIP_STR("bUfr");
    transport.ice_pwd = CSIP_STR("bPwdbPwdbPwdbPwdbPwdbPwd");
    transport.cname = CSIP_STR("bCname");
    return transport;
}

size_t support_count(csip_str text, const char *part)
{
    size_t len = strlen(part), count = 0;
    for (size_t i = 0; i + len <= text.len; i++)
        count += memcmp(text.ptr + i, part, len) == 0;
    return count;
}

bool support_contains(csip_str text, const char *part)
{
    return support_count(text, part) > 0;
}

csip_str support_keep(csip_str text, char *storage, size_t size)
{
    assert_true(text.len < size);
    memcpy(storage, text.ptr, text.len);
    storage[text.len] = '\0';
    return (csip_str){storage, text.len};
}

csip_str support_replace(const char *text, const char *from, const char *to, char *storage,
                         size_t size)
{
    const char *found = strstr(text, from);
    assert_non_null(found);
    size_t before = (size_t)(found - text), len = strlen(to), after = strlen(found + strlen(from));
    assert_true(before + len + after < size);
    memcpy(storage, text, before);
    memcpy(storage + before, to, len);
    memcpy(storage + before + len, found + strlen(from), after + 1);
    return (csip_str){storage, before + len + after};
}

#define CHROME_TRANSPORT(setup)                                                                    \
    "a=ice-ufrag:jL1m\r\n"                                                                         \
    "a=ice-pwd:555tJ83p4TsOhBQpME0YY6g9\r\n"                                                       \
    "a=ice-options:trickle\r\n"                                                                    \
    "a=fingerprint:sha-256 4F:58:8C:BE:37:88:9D:79:41:85:91:FB:02:10:01:D8:8A:B2:04:FC:48:2F:F4:"  \
    "E0:86:E4:70:31:3E:4D:D3:0B\r\n"                                                               \
    "a=setup:" setup "\r\n"

#define CHROME_FEEDBACK(number)                                                                    \
    "a=rtcp-fb:" number " goog-remb\r\n"                                                           \
    "a=rtcp-fb:" number " transport-cc\r\n"                                                        \
    "a=rtcp-fb:" number " ccm fir\r\n"                                                             \
    "a=rtcp-fb:" number " nack\r\n"                                                                \
    "a=rtcp-fb:" number " nack pli\r\n"

const char support_chrome_offer[] =
    "v=0\r\n"
    "o=- 8321520439447237171 2 IN IP4 127.0.0.1\r\n"
    "s=-\r\n"
    "t=0 0\r\n"
    "a=group:BUNDLE 0 1\r\n"
    "a=extmap-allow-mixed\r\n"
    "a=msid-semantic: WMS f1055c04-4700-49af-afdd-74785f9f1fed\r\n"
    "m=audio 45655 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126\r\n"
    "c=IN IP4 127.0.0.1\r\n"
    "a=rtcp:9 IN IP4 0.0.0.0\r\n"
    "a=candidate:3739254500 1 udp 2122194687 127.0.0.1 45655 typ host generation 0 network-id 3\r\n"
    "a=candidate:3486280812 1 udp 2122267903 ::1 34714 typ host generation 0 network-id 4\r\n"
    "a=candidate:541764208 1 tcp 1518214911 127.0.0.1 9 typ host tcptype active generation "
    "0\r\n" CHROME_TRANSPORT(
        "actpass") "a=mid:0\r\n"
                   "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n"
                   "a=extmap:3 "
                   "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01\r\n"
                   "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid\r\n"
                   "a=sendrecv\r\n"
                   "a=msid:f1055c04-4700-49af-afdd-74785f9f1fed "
                   "c19daf94-6cb3-4562-b273-0cc6360dca1e\r\n"
                   "a=rtcp-mux\r\n"
                   "a=rtcp-rsize\r\n"
                   "a=rtpmap:111 opus/48000/2\r\n"
                   "a=rtcp-fb:111 transport-cc\r\n"
                   "a=fmtp:111 minptime=10;useinbandfec=1\r\n"
                   "a=rtpmap:63 red/48000/2\r\n"
                   "a=fmtp:63 111/111\r\n"
                   "a=rtpmap:9 G722/8000\r\n"
                   "a=rtpmap:0 PCMU/8000\r\n"
                   "a=rtpmap:8 PCMA/8000\r\n"
                   "a=rtpmap:13 CN/8000\r\n"
                   "a=rtpmap:110 telephone-event/48000\r\n"
                   "a=rtpmap:126 telephone-event/8000\r\n"
                   "a=ssrc:2900402949 cname:Pd9ulD+8gonqQZKG\r\n"
                   "a=ssrc:2900402949 msid:f1055c04-4700-49af-afdd-74785f9f1fed "
                   "c19daf94-6cb3-4562-b273-0cc6360dca1e\r\n"
                   "m=video 37005 UDP/TLS/RTP/SAVPF 102 96 97 98\r\n"
                   "c=IN IP4 127.0.0.1\r\n"
                   "a=rtcp:9 IN IP4 0.0.0.0\r\n"
                   "a=candidate:3739254500 1 udp 2122194687 127.0.0.1 37005 typ host generation 0 "
                   "network-id 3\r\n" CHROME_TRANSPORT(
                       "actpass") "a=mid:1\r\n"
                                  "a=extmap:14 urn:ietf:params:rtp-hdrext:toffset\r\n"
                                  "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid\r\n"
                                  "a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id\r\n"
                                  "a=sendrecv\r\n"
                                  "a=msid:f1055c04-4700-49af-afdd-74785f9f1fed "
                                  "a2ec329a-7357-4edd-b807-a02023c29652\r\n"
                                  "a=rtcp-mux\r\n"
                                  "a=rtcp-rsize\r\n"
                                  "a=rtpmap:102 H264/90000\r\n" CHROME_FEEDBACK(
                                      "102") "a=fmtp:102 "
                                             "level-asymmetry-allowed=1;packetization-mode=1;"
                                             "profile-level-id=42001f\r\n"
                                             "a=rtpmap:96 VP8/90000\r\n" CHROME_FEEDBACK(
                                                 "96") "a=rtpmap:97 rtx/90000\r\n"
                                                       "a=fmtp:97 apt=96\r\n"
                                                       "a=rtpmap:98 VP9/90000\r\n" CHROME_FEEDBACK(
                                                           "98") "a=fmtp:98 profile-id=0\r\n"
                                                                 "a=ssrc-group:FID 2018287464 "
                                                                 "2593026853\r\n"
                                                                 "a=ssrc:2018287464 "
                                                                 "cname:Pd9ulD+8gonqQZKG\r\n"
                                                                 "a=ssrc:2593026853 "
                                                                 "cname:Pd9ulD+8gonqQZKG\r\n";

const char support_chrome_answer[] =
    "v=0\r\n"
    "o=- 5638210167485810628 2 IN IP4 127.0.0.1\r\n"
    "s=-\r\n"
    "t=0 0\r\n"
    "a=group:BUNDLE 0 1\r\n"
    "a=msid-semantic: WMS 30672c52-8505-49e6-ae0f-876eadec0369\r\n"
    "m=audio 35341 UDP/TLS/RTP/SAVPF 111 0 8 110 126\r\n"
    "c=IN IP4 127.0.0.1\r\n"
    "a=rtcp:9 IN IP4 0.0.0.0\r\n"
    "a=candidate:2165606602 1 udp 2122194687 127.0.0.1 35341 typ host generation 0 network-id "
    "3\r\n" CHROME_TRANSPORT(
        "active") "a=mid:0\r\n"
                  "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid\r\n"
                  "a=sendrecv\r\n"
                  "a=msid:30672c52-8505-49e6-ae0f-876eadec0369 "
                  "8e6c98fd-a306-44ee-af34-8865c1da171a\r\n"
                  "a=rtcp-mux\r\n"
                  "a=rtpmap:111 opus/48000/2\r\n"
                  "a=fmtp:111 minptime=10;useinbandfec=1\r\n"
                  "a=rtpmap:0 PCMU/8000\r\n"
                  "a=rtpmap:8 PCMA/8000\r\n"
                  "a=rtpmap:110 telephone-event/48000\r\n"
                  "a=rtpmap:126 telephone-event/8000\r\n"
                  "a=ssrc:1701149358 cname:X3is5ROilDkz5eCs\r\n"
                  "m=video 9 UDP/TLS/RTP/SAVPF 96\r\n"
                  "c=IN IP4 0.0.0.0\r\n"
                  "a=rtcp:9 IN IP4 0.0.0.0\r\n" CHROME_TRANSPORT(
                      "active") "a=mid:1\r\n"
                                "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid\r\n"
                                "a=sendrecv\r\n"
                                "a=rtcp-mux\r\n"
                                "a=rtcp-rsize\r\n"
                                "a=rtpmap:96 VP8/90000\r\n"
                                "a=rtcp-fb:96 ccm fir\r\n"
                                "a=rtcp-fb:96 nack\r\n"
                                "a=rtcp-fb:96 nack pli\r\n"
                                "a=ssrc:2858722938 cname:X3is5ROilDkz5eCs\r\n";

const char support_firefox_offer[] =
    "v=0\r\n"
    "o=mozilla...THIS_IS_SDPARTA-99.0 4858251974351650128 0 IN IP4 0.0.0.0\r\n"
    "s=-\r\n"
    "t=0 0\r\n"
    "a=fingerprint:sha-256 7A:63:57:CA:F4:D8:1C:89:5F:0A:18:3D:32:EF:EE:2C:04:71:1B:CE:53:C3:B9:"
    "1F:C4:D2:0E:23:72:C7:B4:1D\r\n"
    "a=group:BUNDLE 0 1 2\r\n"
    "a=ice-options:trickle\r\n"
    "a=msid-semantic:WMS *\r\n"
    "m=audio 9 UDP/TLS/RTP/SAVPF 109 9 0 8 101\r\n"
    "c=IN IP4 0.0.0.0\r\n"
    "a=candidate:0 1 UDP 2122252543 192.0.2.9 51000 typ host\r\n"
    "a=end-of-candidates\r\n"
    "a=sendrecv\r\n"
    "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n"
    "a=extmap:2/recvonly urn:ietf:params:rtp-hdrext:csrc-audio-level\r\n"
    "a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid\r\n"
    "a=fmtp:109 maxplaybackrate=48000;stereo=1;useinbandfec=1\r\n"
    "a=fmtp:101 0-15\r\n"
    "a=ice-pwd:0123456789abcdef0123456789abcdef\r\n"
    "a=ice-ufrag:01234567\r\n"
    "a=mid:0\r\n"
    "a=msid:{5a990edd-0568-ac40-8d97-310fc33f3411} {218cfa1c-617d-2249-9997-60929ce4c405}\r\n"
    "a=rtcp-mux\r\n"
    "a=rtpmap:109 opus/48000/2\r\n"
    "a=rtpmap:9 G722/8000/1\r\n"
    "a=rtpmap:0 PCMU/8000\r\n"
    "a=rtpmap:8 PCMA/8000\r\n"
    "a=rtpmap:101 telephone-event/8000/1\r\n"
    "a=setup:actpass\r\n"
    "a=ssrc:3218432961 cname:{97d0-4a8c}\r\n"
    "m=video 0 UDP/TLS/RTP/SAVPF 120 124 121\r\n"
    "c=IN IP4 0.0.0.0\r\n"
    "a=bundle-only\r\n"
    "a=sendrecv\r\n"
    "a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid\r\n"
    "a=fmtp:120 max-fs=12288;max-fr=60\r\n"
    "a=fmtp:124 apt=120\r\n"
    "a=ice-pwd:0123456789abcdef0123456789abcdef\r\n"
    "a=ice-ufrag:01234567\r\n"
    "a=mid:1\r\n"
    "a=rtcp-fb:120 nack\r\n"
    "a=rtcp-fb:120 nack pli\r\n"
    "a=rtcp-mux\r\n"
    "a=rtpmap:120 VP8/90000\r\n"
    "a=rtpmap:124 rtx/90000\r\n"
    "a=rtpmap:121 VP9/90000\r\n"
    "a=setup:actpass\r\n"
    "a=ssrc:1733245463 cname:{97d0-4a8c}\r\n"
    "m=application 0 UDP/DTLS/SCTP webrtc-datachannel\r\n"
    "c=IN IP4 0.0.0.0\r\n"
    "a=bundle-only\r\n"
    "a=sendrecv\r\n"
    "a=ice-pwd:0123456789abcdef0123456789abcdef\r\n"
    "a=ice-ufrag:01234567\r\n"
    "a=mid:2\r\n"
    "a=setup:actpass\r\n"
    "a=sctp-port:5000\r\n"
    "a=max-message-size:1073741823\r\n";
