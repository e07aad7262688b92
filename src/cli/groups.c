#include "cli/param.h"

/* Every parameter there is, once. */

#define AT(field) offsetof(csip__cli_settings, field)
#define GROUP(heading, rows)                                                                       \
    {                                                                                              \
        .title = heading, .params = rows, .count = sizeof(rows) / sizeof(rows)[0]                  \
    }

static const csip__cli_param account[] = {
    {"server", "[WEIGHT,]URL",
     "ws:// or wss:// URL of the server; may be given several times, the highest weight is tried "
     "first",
     csip__cli_set_server},
    {"uri", "URI", "the account's address: sip:alice@example.com", csip__cli_set_text,
     AT(config.uri)},
    {"password-file", "FILE", "the password is the file's first line", csip__cli_set_text,
     AT(password_file)},
    {"password", "TEXT", "the password", csip__cli_set_text, AT(config.password), CSIP__CLI_JSON,
     .is_secret = true},
    {"user", "NAME", "user name to authenticate with, if it is not that of the URI",
     csip__cli_set_text, AT(config.authorization_user)},
    {"display-name", "TEXT", "the name that others are shown", csip__cli_set_text,
     AT(config.display_name)},
    {"register-expires", "SECONDS", "how long a registration is asked for (600)",
     csip__cli_set_seconds, AT(config.register_expires)},
};
const csip__cli_group csip__cli_account_group = GROUP("Account", account);

static const csip__cli_param tls[] = {
    {"ca-file", "FILE", "trust the certificates in this PEM file instead of the system's",
     csip__cli_set_readable_file, AT(ua_options.tls.ca_file)},
    {"insecure", NULL, "accept any certificate; for tests only", csip__cli_set_flag,
     AT(ua_options.tls.is_insecure)},
};
const csip__cli_group csip__cli_tls_group = GROUP("TLS", tls);

static const csip__cli_param ice[] = {
    {"stun", "stun:HOST[:PORT]", "ask this STUN server for the public address",
     csip__cli_set_ice_server},
    {"turn", "turn:HOST[:PORT]", "relay media through this TURN server; ?transport=tcp may follow",
     csip__cli_set_ice_server},
    {"turn-user", "NAME", "user name at the TURN servers", csip__cli_set_text, AT(turn_user)},
    {"turn-password-file", "FILE",
     "its password is the file's first line; else the environment's CSIP_TURN_PASSWORD",
     csip__cli_set_text, AT(turn_password_file)},
    {"turn-password", "TEXT", "its password", csip__cli_set_text, AT(turn_password), CSIP__CLI_JSON,
     .is_secret = true},
};
const csip__cli_group csip__cli_ice_group = GROUP("Network", ice);

static const csip__cli_param media[] = {
    {"audio-in", "SOURCE", "what is sent: tone:HZ[:DBFS], silence (the default) or FILE.wav[,loop]",
     csip__cli_set_audio_in, .place = CSIP__CLI_ARGV},
    {"audio-out", "FILE.wav", "record what is heard", csip__cli_set_text, AT(audio_sink.wav_path),
     CSIP__CLI_ARGV},
    {"video-in", "SOURCE", "what is shown: picture:RRGGBB (moving, on that colour) or black",
     csip__cli_set_video_in, .place = CSIP__CLI_ARGV},
    {"video-out", "FILE.png", "keep the last picture that is seen", csip__cli_set_text,
     AT(video_sink.png_path), CSIP__CLI_ARGV},
    {"no-audio", NULL, "no audio", csip__cli_clear_flag, AT(call.audio), CSIP__CLI_ARGV},
    {"no-video", NULL, "no video", csip__cli_clear_flag, AT(call.video), CSIP__CLI_ARGV},
    {"audio", NULL, "with audio", csip__cli_set_flag, AT(call.audio), CSIP__CLI_JSON},
    {"video", NULL, "with video", csip__cli_set_flag, AT(call.video), CSIP__CLI_JSON},
    {"tone", "HZ", "send a tone", csip__cli_set_tone, .place = CSIP__CLI_JSON},
    {"level", "DBFS", "its peak level", csip__cli_set_level, .place = CSIP__CLI_JSON},
    {"play", "FILE", "send a WAV file", csip__cli_set_play, .place = CSIP__CLI_JSON},
    {"loop", NULL, "again and again", csip__cli_set_flag, AT(audio_source.is_looped),
     CSIP__CLI_JSON},
    {"rgb", "RRGGBB", "colour of the moving picture", csip__cli_set_rgb, .place = CSIP__CLI_JSON},
    {"black", NULL, "a black picture instead", csip__cli_set_black, .place = CSIP__CLI_JSON},
    {"wav", "FILE", "record what is heard", csip__cli_set_text, AT(audio_sink.wav_path),
     CSIP__CLI_JSON},
    {"png", "FILE", "keep the last picture", csip__cli_set_text, AT(video_sink.png_path),
     CSIP__CLI_JSON},
};
const csip__cli_group csip__cli_media_group = GROUP("Media", media);

static const csip__cli_param output[] = {
    {"json", NULL, "print each event as a line of JSON (docs/json.md)", csip__cli_set_flag,
     AT(is_json), CSIP__CLI_ARGV},
    {"verbose", NULL, "print every step of a call, and what the library logs", csip__cli_set_flag,
     AT(is_verbose), CSIP__CLI_ARGV},
    {"trace", NULL, "print the SIP messages too, credentials blanked", csip__cli_set_flag,
     AT(has_trace), CSIP__CLI_ARGV},
};
const csip__cli_group csip__cli_output_group = GROUP("Output", output);

static const csip__cli_param registering[] = {
    {"stay", NULL, "stay registered until interrupted, then unregister", csip__cli_set_flag,
     AT(stays), CSIP__CLI_ARGV},
};
const csip__cli_group csip__cli_register_group = GROUP("Registration", registering);

static const csip__cli_param calling[] = {
    {"duration", "SECONDS", "hang up that long after the other side has answered",
     csip__cli_set_seconds, AT(duration_s), CSIP__CLI_ARGV},
    {"no-register", NULL, "call without registering first", csip__cli_set_flag, AT(has_no_register),
     CSIP__CLI_ARGV},
};
const csip__cli_group csip__cli_call_group = GROUP("Call", calling);

static const csip__cli_param answering[] = {
    {"count", "N", "end after N calls; without it only when interrupted", csip__cli_set_count,
     AT(count), CSIP__CLI_ARGV},
    {"reject", "CODE", "refuse every call with this status, 300 to 699: 486 is busy",
     csip__cli_set_status, AT(status), CSIP__CLI_ARGV},
    {"duration", "SECONDS", "hang up that long after answering", csip__cli_set_seconds,
     AT(duration_s), CSIP__CLI_ARGV},
};
const csip__cli_group csip__cli_answer_group = GROUP("Calls", answering);

static const csip__cli_param messaging[] = {
    {"content-type", "TYPE", "what the text is (text/plain)", csip__cli_set_text, AT(content_type),
     CSIP__CLI_ARGV},
    {"no-register", NULL, "send without registering first", csip__cli_set_flag, AT(has_no_register),
     CSIP__CLI_ARGV},
};
const csip__cli_group csip__cli_message_group = GROUP("Message", messaging);

static const csip__cli_param target[] = {
    {"target", "URI", "whom", csip__cli_set_text, AT(target), CSIP__CLI_JSON},
};
const csip__cli_group csip__cli_target_group = GROUP("Target", target);

static const csip__cli_param body[] = {
    {"body", "TEXT", "the text", csip__cli_set_text, AT(body), CSIP__CLI_JSON},
    {"content-type", "TYPE", "what it is", csip__cli_set_text, AT(content_type), CSIP__CLI_JSON},
};
const csip__cli_group csip__cli_body_group = GROUP("Body", body);

static const csip__cli_param session[] = {
    {"session", "ID", "which one", csip__cli_set_count, AT(session), CSIP__CLI_JSON},
};
const csip__cli_group csip__cli_session_group = GROUP("Session", session);

static const csip__cli_param status[] = {
    {"code", "STATUS", "SIP status", csip__cli_set_status, AT(status), CSIP__CLI_JSON},
    {"reason", "TEXT", "its reason phrase", csip__cli_set_text, AT(reason), CSIP__CLI_JSON},
};
const csip__cli_group csip__cli_status_group = GROUP("Status", status);

static const csip__cli_param unregistering[] = {
    {"all", NULL, "every binding of the account", csip__cli_set_flag, AT(is_all), CSIP__CLI_JSON},
};
const csip__cli_group csip__cli_unregister_group = GROUP("Binding", unregistering);

static const csip__cli_param muting[] = {
    {"audio", NULL, "the sound", csip__cli_set_flag, AT(with_audio), CSIP__CLI_JSON},
    {"video", NULL, "the picture", csip__cli_set_flag, AT(with_video), CSIP__CLI_JSON},
};
const csip__cli_group csip__cli_mute_group = GROUP("What", muting);

static const csip__cli_param dtmf[] = {
    {"tones", "TONES", "digits, A-D, #, *; a comma waits", csip__cli_set_text, AT(tones),
     CSIP__CLI_JSON},
    {"transport", "WAY", "info or rfc4733", csip__cli_set_transport, AT(uses_rfc4733),
     CSIP__CLI_JSON},
};
const csip__cli_group csip__cli_dtmf_group = GROUP("Tones", dtmf);
