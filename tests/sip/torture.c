#include "../media/group.h"

#include <csip/message.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

/* Messages in the manner of RFC 4475, in our own words. */
static const struct {
    const char *name;
    const char *text;
} good[] = {
    {"white space everywhere",
     "INVITE sip:v@chair.example;flag SIP/2.0\r\n"
     "TO :\r\n sip:v@chair.example ;   tag    = 1918n\r\n"
     "from   : \"J \\\\\\\"\"       <sip:j@example.com>\r\n  ;\r\n  tag = 98\r\n"
     "MaX-fOrWaRdS: 0068\r\nCall-ID: ws\r\nContent-Length   : 3\r\ncseq: 0009\r\n  INVITE\r\n"
     "Via  : SIP  /   2.0\r\n /UDP\r\n    192.0.2.2;branch=390\r\ns :\r\n"
     "Odd: ;;,,;;,;\r\n"
     "v:  SIP  / 2.0  / TCP     spindle.example.com   ;\r\n  branch  =   z9 ,\r\n"
     " SIP  /    2.0   / UDP  192.168.255.111   ; branch=\r\n z8\r\n\r\nabc"},
    {"every character a token may have",
     "!odd-Method0_*+`.%indeed'~ sip:1~(to-be!sure)&isn't+it$/x?,/;;*:&it+has=1,p*$o~d_@h.com "
     "SIP/2.0\r\n"
     "Via: SIP/2.0/TCP h1;branch=z9hG4bK-.!%66*_+`'~\r\n"
     "To: \"BEL:\\\x07 DEL:\\\x7f\" <sip:1~(to-be!sure)&isn't+it$/x?,/;;*@h.com>\r\n"
     "From: t~1'+`*%!-. _ <sip:m@h.com>;tag=_t~1'+`*%!-.\r\n"
     "Call-ID: i.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{\r\n"
     "CSeq: 139122385 !odd-Method0_*+`.%indeed'~\r\n\r\n"},
    {"escapes are no part of a method",
     "RE%47IST%45R sip:registrar.example SIP/2.0\r\nVia: SIP/2.0/TCP h\r\nTo: \"%Z%45\" "
     "<sip:r@h>\r\n"
     "From: <sip:nul-%00-nul@h>;tag=1\r\nCall-ID: c\r\nCSeq: 1 RE%47IST%45R\r\n\r\n"},
    {"semicolon in a user",
     "OPTIONS sip:user;par=u%40example.net@example.com SIP/2.0\r\nVia: SIP/2.0/UDP "
     "h;branch=z9hG4bK\r\n"
     "To: sip:j_user@h\r\nFrom: sip:c@h;tag=33242\r\nCall-ID: c\r\nCSeq: 8 OPTIONS\r\n\r\n"},
    {"schemes nobody knows",
     "OPTIONS nobodyKnows:totallyopaque SIP/2.0\r\nVia: SIP/2.0/UNKNOWN h:80\r\n"
     "To: isbn:2983792873\r\nFrom: <http://www.example.com>;tag=1\r\nCall-ID: c\r\n"
     "CSeq: 0 OPTIONS\r\n\r\n"},
    {"empty reason",
     "SIP/2.0 100 \r\nVia: SIP/2.0/UDP h\r\nTo: <sip:b@h>\r\nFrom: <sip:a@h>;tag=1\r\n"
     "Call-ID: c\r\nCSeq: 35 INVITE\r\nl: 0\r\n\r\n"},
    {"reason in UTF-8",
     "SIP/2.0 200 = 2**3 * 5**2 \xd0\xbd\xd0\xbe \xd1\x81\xd1\x82\xd0\xbe\r\n"
     "Via: SIP/2.0/UDP h\r\nTo: <sip:b@h>;tag=2\r\nFrom: <sip:a@h>;tag=1\r\nCall-ID: c\r\n"
     "CSeq: 35 INVITE\r\n\r\n"},
    {"a second message behind the first",
     "REGISTER sip:example.com SIP/2.0\r\nTo: sip:j@h\r\nFrom: sip:j@h;tag=4\r\n"
     "Max-Forwards: 8\r\nI: dbl\r\nContact: sip:j@h\r\nCSeq: 8 REGISTER\r\n"
     "Via: SIP/2.0/UDP 192.0.2.125\r\nContent-Length: 0\r\n\r\n\r\nINVITE sip:x@h SIP/2.0\r\n"},
};

static csip_message message;

static void message_tortuous_is_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        csip_parse_problem problem = {0};
        if (csip_message_parse(csip_str_from(good[i].text), &message, &problem) != CSIP_OK) {
            fail_msg("%s: %s at %zu", good[i].name, problem.rule, problem.offset);
        }
        assert_true(message.via_count >= 1 && message.from.tag.len > 0);
    }
}

static size_t read_file(const char *folder, const char *name, char *out, size_t cap)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t len = fread(out, 1, cap, file);
    fclose(file);
    return len;
}

/* The RFC's own messages, run alone when CSIP_RFC4475 names a folder of them: valid-*.dat must be
   read, and no prefix of any may do harm. */
static void message_of_the_rfc_is_read(void **state)
{
    (void)state;
    static char octets[65536];
    const char *folder = getenv("CSIP_RFC4475");
    DIR *entries = opendir(folder);
    assert_non_null(entries);
    size_t read = 0;
    const struct dirent *entry;
    while ((entry = readdir(entries))) {
        if (!strstr(entry->d_name, ".dat")) {
            continue;
        }
        size_t len = read_file(folder, entry->d_name, octets, sizeof octets);
        csip_error error = CSIP_OK;
        for (size_t cut = 0; cut <= len; cut++) {
            error = csip_message_parse((csip_str){octets, cut}, &message, NULL);
        }
        if (strncmp(entry->d_name, "valid-", 6) == 0 && error != CSIP_OK) {
            fail_msg("%s is refused", entry->d_name);
        }
        read++;
    }
    closedir(entries);
    assert_true(read > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(message_tortuous_is_read),
    };
    const struct CMUnitTest rfc_tests[] = {
        cmocka_unit_test(message_of_the_rfc_is_read),
    };
    if (getenv("CSIP_RFC4475")) {
        return cmocka_run_group_tests(rfc_tests, NULL, NULL);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
