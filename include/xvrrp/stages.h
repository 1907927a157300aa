/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The stages of a received frame: the entries of the program arrays through which the attached programs
 * jump.
 *
 * The root starts at stage 0 and jumps to the first stage that is filled. If no stage is filled, it passes
 * the frame. A jump to a filled stage never returns, so a stage that has no use for a frame jumps in the same way to the
 * stages behind its own number. The root is attached once and cannot change, therefore it has room for more
 * stages. A new stage takes a reserved number; the number must be lower than that of VRRP if the stage must
 * see adverts first. A number is never given another meaning. Columns: number, enumerator, sentence.
 */
#pragma once

/* clang-format off */
#define XVRRP_STAGES(X)                                                                               \
	X(0,  PROBE,       "reserved: answers the daemon's question whether frames get as far as our stages") \
	X(1,  RESERVED_1,  "reserved: for something that must see a frame before VRRP does")                  \
	X(2,  RESERVED_2,  "reserved: for something that must see a frame before VRRP does")                  \
	X(3,  RESERVED_3,  "reserved: for something that must see a frame before VRRP does")                  \
	X(4,  VRRP,        "receives VRRP adverts")                                                           \
	X(5,  BFD,         "reserved: receives BFD control packets")                                          \
	X(6,  RESERVED_6,  "reserved: for another protocol")                                                  \
	X(7,  RESERVED_7,  "reserved: for another protocol")                                                  \
	X(8,  RESERVED_8,  "reserved: for another protocol")                                                  \
	X(9,  RESERVED_9,  "reserved: for another protocol")                                                  \
	X(10, RESERVED_10, "reserved: for another protocol")                                                  \
	X(11, RESERVED_11, "reserved: for another protocol")                                                  \
	X(12, RESERVED_12, "reserved: for another protocol")                                                  \
	X(13, RESERVED_13, "reserved: for another protocol")                                                  \
	X(14, RESERVED_14, "reserved: for another protocol")                                                  \
	X(15, LAST,        "reserved: sees the frames that no other stage had a use for")
/* clang-format on */

enum xvrrp_stage {
#define XVRRP_ENUMERATOR(number, NAME, sentence) XVRRP_STAGE_##NAME = number,
	XVRRP_STAGES(XVRRP_ENUMERATOR)
#undef XVRRP_ENUMERATOR
	    XVRRP_STAGE_COUNT,
};

/* This number changes with the root programs, their arrays or the meaning of a stage. A change takes the
 * receive path off every interface and puts it back. Pins carry the number in their path. */
enum xvrrp_root_abi { XVRRP_ROOT_ABI = 1 };
