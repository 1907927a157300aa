/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The messages between xvrrpd, which keeps time and never forks, and xvrrp-runner, which runs scripts, sends mails and
 * counts processes for it.
 *
 * They are joined by a UNIX SOCK_SEQPACKET socket, which is descriptor 3 of the runner. One packet is one message: the
 * struct, in host byte order, and then its strings, each ended by a NUL. The runner ends when the socket is closed.
 *
 * Either xvrrpd starts the runner, or it connects to a socket of the service manager, which starts a runner for each
 * connection (sd_listen_fds(3)).
 *
 *   CHECK      run this script now and then every interval, until FORGET
 *              strings: user, group, program, argument...
 *   WATCH      count the processes that match, until FORGET. flags say how they match.
 *              strings: program, parameter...
 *   FORGET     end the check, also a run of it that is under way, or the watch. There is no answer.
 *   RUN        run this script once. strings as for CHECK
 *   MAIL       send this mail. timeout_ns bounds the connection and each answer, and four times that the mail as a whole.
 *              strings: server, port, our name, sender, text, recipient...
 *   CLEAN_UP   start this program when the socket is closed, as the user of the runner, and leave it alone. FORGET takes
 *              it back. There is no answer.
 *              strings: program, argument...
 *   READ       open this file to read it. The answer is OPENED.
 *              strings: path
 *   FIND       look which files match. The answer is FOUND.
 *              strings: pattern with wildcards, as for glob(3)
 *   PIPE       open this named pipe, or make it for this user. The answer is OPENED.
 *              strings: path, user, group
 *   PING       answer at once, so that a runner that stands still is noticed
 *   PONG       the answer to PING, with its id
 *   OPENED     the descriptor comes with it (SCM_RIGHTS). There are no strings.
 *   FOUND      strings: path...
 *   REFUSED    the answer to READ, FIND and PIPE if it cannot be done, or if FOUND does not fit in a packet. value: errno
 *              strings: what was to be done, what is wrong, what helps
 *   COUNTED    the answer to WATCH, at once and whenever the number changes. value: the number of processes
 *   FINISHED   the answer to RUN and MAIL, and to each run of a CHECK. strings: the last line that the script wrote, or,
 *              for XVRRP_RUN_NOT_STARTED and for a mail, the reason. It comes when the script has ended, but for a CHECK
 *              at its timeout at the latest. If even SIGKILL does not end the script, the timeout is told again, as often
 *              as a run could have failed. A mail that was sent has a reason if a recipient was refused.
 *
 * A CHECK or RUN may replace another one, whose id is in `after`. It begins when that one has got its FORGET and nothing
 * of it runs any more.
 *
 * Descriptor 4 of the runner is memory that it shares with the daemon: XVRRP_RUNNER_MOST_GROUPS numbers of 32 bits, each of
 * them the process group of a run that is under way, or 0. A script ends with the runner, but not what it has started.
 * So the daemon ends these groups before it starts another runner. A runner that the service manager started has no such
 * memory: the service manager ends its scripts with it, and its watchdog ends one that stands still.
 *
 * READ, FIND and PIPE are for a daemon that is another user than the runner. Their answers come at once, in the order of the
 * requests. All paths are absolute.
 *
 * An empty user means that of the runner, and an empty group that of the user. Times are nanoseconds; a timeout of 0
 * means none. A script that is still running at its timeout gets SIGTERM and, after XVRRP_RUNNER_GRACE_MS, SIGKILL, and
 * so does every process of its process group.
 */
#pragma once

#include <linux/types.h>

enum xvrrp_runner_constants {
	XVRRP_RUNNER_SOCKET = 3,
	XVRRP_RUNNER_GROUPS = 4,
	XVRRP_RUNNER_MOST_GROUPS = 4096,  /* more runs at once are not noted */
	XVRRP_RUNNER_MESSAGE_MAX = 65536, /* a longer one is refused by its sender */
	XVRRP_RUNNER_LINE_MAX = 256,	  /* of output; the rest of a longer line is cut off */
	XVRRP_RUNNER_GRACE_MS = 2000,
};

enum xvrrp_runner_kind {
	XVRRP_RUNNER_CHECK = 1,
	XVRRP_RUNNER_FORGET,
	XVRRP_RUNNER_RUN,
	XVRRP_RUNNER_WATCH,
	XVRRP_RUNNER_COUNTED,
	XVRRP_RUNNER_FINISHED,
	XVRRP_RUNNER_MAIL,
	XVRRP_RUNNER_PING,
	XVRRP_RUNNER_PONG,
	XVRRP_RUNNER_CLEAN_UP,
	XVRRP_RUNNER_READ,
	XVRRP_RUNNER_FIND,
	XVRRP_RUNNER_PIPE,
	XVRRP_RUNNER_OPENED,
	XVRRP_RUNNER_FOUND,
	XVRRP_RUNNER_REFUSED,
};

enum xvrrp_runner_flags {
	/* Refuse to run as root what others than root can change. */
	XVRRP_RUNNER_SECURE = 1,
	/* The script has the supplementary groups of its user. */
	XVRRP_RUNNER_SUPPLEMENTARY_GROUPS = 2,
	/* WATCH: the parameters are compared, and have to be the same. */
	XVRRP_RUNNER_PARAMETERS = 4,
	/* More parameters may follow. */
	XVRRP_RUNNER_MORE_PARAMETERS = 8,
	/* The last parameter may go on. */
	XVRRP_RUNNER_LONGER_PARAMETER = 16,
	/* The first word of the command line is compared, and not only the name of the program. */
	XVRRP_RUNNER_FULL_COMMAND = 32,
};

enum xvrrp_run_end {
	XVRRP_RUN_EXITED,      /* value: the exit status */
	XVRRP_RUN_KILLED,      /* value: the signal */
	XVRRP_RUN_TIMED_OUT,   /* value: 0 */
	XVRRP_RUN_NOT_STARTED, /* value: errno, or 0 */
};

struct xvrrp_runner_message {
	__u32 kind;
	__u32 flags;
	__u64 id;
	__u64 interval_ns; /* CHECK */
	__u64 timeout_ns;  /* CHECK, RUN, MAIL */
	__u64 after;	   /* CHECK, RUN: 0, or the one that it replaces */
	__u32 end;	   /* FINISHED: enum xvrrp_run_end */
	__s32 value;	   /* FINISHED, COUNTED, REFUSED */
};
