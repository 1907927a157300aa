/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The constants of VRRP that a packet carries (RFC 3768, RFC 5798, RFC 9568).
 *
 * The file is for C and C++, in the kernel and in user space, so it has no types and no includes. The
 * constants are enumerators and not macros, so that they reach the BTF of the BPF object. Group addresses
 * are in host byte order.
 */
#pragma once

enum vrrp_protocol {
	VRRP_IP_PROTOCOL = 112,
	VRRP_TTL = 255,
	VRRP_TYPE_ADVERTISEMENT = 1,
	VRRP_PRIORITY_RESIGN = 0,
	VRRP_PRIORITY_DEFAULT = 100,
	VRRP_PRIORITY_OWNER = 255,
	VRRP_HEADER_SIZE = 8,
	VRRP_MEMO_SIZE = 64, /* the kept bytes of a message: up to 14 IPv4 addresses, or 3 of IPv6 */
	VRRP_AUTH_SIZE = 8,  /* RFC 3768 section 5.3.10: always present in version 2 */
	VRRP_MAX_ADDRESSES = 255,
	VRRP_MAX_INTERVAL_CS = 4095, /* version 3: twelve bits of centiseconds */
};

enum vrrp_auth_type {
	VRRP_AUTH_NONE = 0,
	VRRP_AUTH_PASS = 1,
	VRRP_AUTH_AH = 2,
};

/* auth_hmac of keepalived 2.4: type, key id, 16 bits of 0, a 64-bit sequence number, an HMAC-SHA256 cut to
 * 128 bits. */
enum vrrp_hmac_trailer {
	VRRP_HMAC_TRAILER_SIZE = 28, /* the trailer behind the advert */
	VRRP_HMAC_TAG_SIZE = 16,     /* the last bytes of the trailer */
	VRRP_HMAC_TYPE_SHA256 = 1,
};

/* auth_type AH: the header of RFC 2402 between the IPv4 header and the advert. */
enum vrrp_ah {
	VRRP_AH_IP_PROTOCOL = 51,
	VRRP_AH_SIZE = 24,
	VRRP_AH_WORDS = 4,     /* its size as the header says it: in words of four bytes, less two */
	VRRP_AH_TAG_SIZE = 12, /* the last bytes of the header: an HMAC-MD5 cut to 96 bits */
};

/* The presence in adverts of what only user space can verify: that trailer, or that header. */
enum vrrp_hmac {
	VRRP_HMAC_NONE = 0,
	VRRP_HMAC_OPTIONAL = 1,
	VRRP_HMAC_REQUIRED = 2,
	VRRP_HMAC_AH = 3, /* the header, and no trailer */
};

enum vrrp_group {
	VRRP_GROUP_IPV4 = 0xe0000012u, /* 224.0.0.18; IPv6 is ff02::12 */
};
