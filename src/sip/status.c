#include <csip/message.h>

static const struct {
    uint16_t status;
    csip_str reason;
} reasons[] = {
#define REASON(status, text)                                                                       \
    {                                                                                              \
        status,                                                                                    \
        {                                                                                          \
            text, sizeof text - 1                                                                  \
        }                                                                                          \
    }
    REASON(100, "Trying"),
    REASON(180, "Ringing"),
    REASON(181, "Call Is Being Forwarded"),
    REASON(182, "Queued"),
    REASON(183, "Session Progress"),
    REASON(199, "Early Dialog Terminated"),
    REASON(200, "OK"),
    REASON(202, "Accepted"),
    REASON(204, "No Notification"),
    REASON(300, "Multiple Choices"),
    REASON(301, "Moved Permanently"),
    REASON(302, "Moved Temporarily"),
    REASON(305, "Use Proxy"),
    REASON(380, "Alternative Service"),
    REASON(400, "Bad Request"),
    REASON(401, "Unauthorized"),
    REASON(402, "Payment Required"),
    REASON(403, "Forbidden"),
    REASON(404, "Not Found"),
    REASON(405, "Method Not Allowed"),
    REASON(406, "Not Acceptable"),
    REASON(407, "Proxy Authentication Required"),
    REASON(408, "Request Timeout"),
    REASON(410, "Gone"),
    REASON(412, "Conditional Request Failed"),
    REASON(413, "Request Entity Too Large"),
    REASON(414, "Request-URI Too Long"),
    REASON(415, "Unsupported Media Type"),
    REASON(416, "Unsupported URI Scheme"),
    REASON(417, "Unknown Resource-Priority"),
    REASON(420, "Bad Extension"),
    REASON(421, "Extension Required"),
    REASON(422, "Session Interval Too Small"),
    REASON(423, "Interval Too Brief"),
    REASON(424, "Bad Location Information"),
    REASON(428, "Use Identity Header"),
    REASON(429, "Provide Referrer Identity"),
    REASON(430, "Flow Failed"),
    REASON(433, "Anonymity Disallowed"),
    REASON(436, "Bad Identity-Info"),
    REASON(437, "Unsupported Certificate"),
    REASON(438, "Invalid Identity Header"),
    REASON(439, "First Hop Lacks Outbound Support"),
    REASON(440, "Max-Breadth Exceeded"),
    REASON(469, "Bad Info Package"),
    REASON(470, "Consent Needed"),
    REASON(480, "Temporarily Unavailable"),
    REASON(481, "Call/Transaction Does Not Exist"),
    REASON(482, "Loop Detected"),
    REASON(483, "Too Many Hops"),
    REASON(484, "Address Incomplete"),
    REASON(485, "Ambiguous"),
    REASON(486, "Busy Here"),
    REASON(487, "Request Terminated"),
    REASON(488, "Not Acceptable Here"),
    REASON(489, "Bad Event"),
    REASON(491, "Request Pending"),
    REASON(493, "Undecipherable"),
    REASON(494, "Security Agreement Required"),
    REASON(500, "Server Internal Error"),
    REASON(501, "Not Implemented"),
    REASON(502, "Bad Gateway"),
    REASON(503, "Service Unavailable"),
    REASON(504, "Server Time-out"),
    REASON(505, "Version Not Supported"),
    REASON(513, "Message Too Large"),
    REASON(580, "Precondition Failure"),
    REASON(600, "Busy Everywhere"),
    REASON(603, "Decline"),
    REASON(604, "Does Not Exist Anywhere"),
    REASON(606, "Not Acceptable"),
#undef REASON
};

csip_str csip_status_reason(uint16_t status)
{
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        if (reasons[i].status == status) {
            return reasons[i].reason;
        }
    }
    return CSIP_STR("");
}
