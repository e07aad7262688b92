#ifndef CSIP_SIP_PARSER_H
#define CSIP_SIP_PARSER_H

#include <csip/message.h>

/** A message that is being parsed. */
typedef struct csip__parser {
    csip_message *message;
    const char *begin;
    const char *at;
    const char *end;
    csip_error error; /* the first one */
    csip_parse_problem problem;
} csip__parser;

/** Reading goes on after a failure: as much as possible must be known to answer 400. */
static inline void csip__parser_fail(csip__parser *p, const char *at, const char *rule)
{
    if (p->error == CSIP_OK) {
        p->error = CSIP_ERROR_PARSE;
        p->problem = (csip_parse_problem){(size_t)(at - p->begin), rule};
    }
}

/** The CRLF that ends the line at `at`; NULL: none, or a CR or LF alone stands before it. */
const char *csip__line_end(const char *at, const char *end);

/** Read the header fields and the empty line behind them. */
void csip__headers_parse(csip__parser *p);

#endif
