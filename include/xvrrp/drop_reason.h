/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The reasons for refusing an advert: the one vocabulary of the BPF programs, the codec, log, status and
 * metrics.
 *
 * The rows stand in the order in which the checks are made, so the first check that fails names the packet.
 * Columns: enumerator, name (counter, JSON and metric label), the RFC 8347 statistics leaf that counts it
 * ("" if the RFC has none), a sentence for a person. A number is never reused: append new rows, and keep a
 * row that is retired.
 */
#pragma once

/* clang-format off */
#define XVRRP_DROP_REASONS(X)                                                                                      \
	X(TOO_SHORT,         too_short,         "packet-length-errors",   "shorter than an IP and a VRRP header")          \
	X(VRID_UNKNOWN,      vrid_unknown,      "vrid-errors",            "no virtual router with this VRID here")         \
	X(IP_OPTIONS,        ip_options,        "",                       "IPv4 header with options")                      \
	X(IP_CHECKSUM,       ip_checksum,       "",                       "wrong IPv4 header checksum")                    \
	X(IP_LENGTH,         ip_length,         "packet-length-errors",   "the IP length does not fit the frame")          \
	X(FRAGMENT,          fragment,          "",                       "a fragment")                                    \
	X(TTL,               ttl,               "ip-ttl-errors",          "TTL or hop limit is not 255")                   \
	X(SOURCE_INVALID,    source_invalid,    "",                       "no host sends from this source address")        \
	X(SOURCE_OWN,        source_own,        "",                       "the source is our own address")                 \
	X(SOURCE_VIRTUAL,    source_virtual,    "",                       "the source is one of our virtual addresses")    \
	X(SOURCE_NOT_PEER,   source_not_peer,   "",                       "the source is none of the unicast peers")       \
	X(DESTINATION,       destination,       "",                       "neither the VRRP group nor our unicast address") \
	X(VERSION,           version,           "version-errors",         "another VRRP version than configured")          \
	X(TYPE,              type,              "invalid-type-pkts-rcvd", "not an ADVERTISEMENT")                          \
	X(COUNT_ZERO,        count_zero,        "packet-length-errors",   "no address in the advert")                      \
	X(LENGTH,            length,            "packet-length-errors",   "shorter than its address count needs")          \
	X(CHECKSUM,          checksum,          "checksum-errors",        "wrong VRRP checksum")                           \
	X(INTERVAL_ZERO,     interval_zero,     "interval-errors",        "advertisement interval 0")                      \
	X(AUTH_TYPE,         auth_type,         "",                       "another authentication type than configured")   \
	X(AUTH_DATA,         auth_data,         "",                       "wrong password")                                \
	X(INTERVAL_MISMATCH, interval_mismatch, "interval-errors",        "version 2 advert with another interval than ours") \
	X(HMAC_MISSING,      hmac_missing,      "",                       "no HMAC trailer")                               \
	X(HMAC_MALFORMED,    hmac_malformed,    "",                       "what follows the advert is no HMAC trailer")    \
	X(HMAC_STALE,        hmac_stale,        "",                       "signed too long ago, or too far ahead: see both clocks") \
	X(HMAC_KEY,          hmac_key,          "",                       "signed with a key that is not configured")      \
	X(HMAC_INVALID,      hmac_invalid,      "",                       "wrong HMAC: another key, or a forgery")         \
	X(HMAC_REPLAY,       hmac_replay,       "",                       "this advert or a later one was heard before")
/* clang-format on */

enum vrrp_drop_reason {
	VRRP_DROP_NONE = 0, /* the advert was accepted */
#define XVRRP_ENUMERATOR(NAME, name, leaf, sentence) VRRP_DROP_##NAME,
	XVRRP_DROP_REASONS(XVRRP_ENUMERATOR)
#undef XVRRP_ENUMERATOR
	    VRRP_DROP_REASON_COUNT,
};
