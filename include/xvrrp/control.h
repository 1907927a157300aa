/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The control socket: RUNTIME_DIR/control.sock, a UNIX stream socket.
 *
 * A client sends one JSON object on one line and reads one JSON object until end of file:
 *   {"command":"status"}                          the status document
 *   {"command":"why","name":"VI_1"}               why it is in its state; without "name": for all
 *   {"command":"events","follow":false}           what happened of late
 *   {"command":"tap","seconds":60}                tcpdump sees every advert for that long (0: stop)
 *   {"command":"config","secrets":false}          the running configuration: {"text"}
 *   {"command":"reload"}                          read the file again; the reply comes at the end
 *   {"command":"diff","file":"/etc/..."}          the effects that a reload of that file would have
 *   {"command":"drain","names":["VI_1"],"force":false,"timeout_ms":60000}
 *                                                 these hand over and stay away; without "names": all of them
 *   {"command":"undrain","names":["VI_1"]}        these stand for election again
 *   {"command":"promote","names":["VI_1"],"for_ms":600000,"timeout_ms":60000}
 *                                                 these, and their sync groups, become MASTER, and stay it for that long
 *   {"command":"priority","names":["VI_1"],"priority":150,"for_ms":600000}
 *                                                 these have that priority for that long; null: the configured one again
 * Every reply has "schema"; a failed request has "error": a sentence, and nothing else.
 *
 * The reply to why is
 *   {"schema":1,"instances":[{"name","state","because":[sentences],"to_change":[sentences]}]}
 * and the sentences are for people: they may change with every version.
 *
 * The reply to events has the oldest event first, and at most 4096 of them. They outlive a restart:
 *   {"schema":1,"events":[{"time":"2026-11-21T16:00:00.123456Z","time_ns","kind","name","what","cause"}]}
 * "time_ns" is CLOCK_REALTIME, "kind" is one of daemon, transition, fault, priority, group, check,
 * notice, warning and error,
 * "name" is that of the virtual router, the sync group, the script or the process, or empty. With "follow" each event is an object with "schema"
 * on a line of its own, and the reply has no end. A reader that is so slow that events are lost for it gets a last line
 * with "error".
 *
 * The reply to reload and diff is
 *   {"changes":["(VI_1) priority 100 -> 150"],"summary","lose_mastership":0,"findings"}
 * with the warnings about the file as findings.
 *
 * The reply to drain comes when all of them, and the members of their sync groups, have handed over and their addresses are
 * gone, and at the latest after the timeout; that to promote when they are MASTER and the addresses are there. Both and the
 * replies to undrain and priority are
 *   {"schema":1,"instances":[{"name","state","drain":"no|draining|drained","reason_text",
 *     "priority":{"base","effective","terms":[{"points","reason"}]},
 *     "order":{"priority","promotes","until":"2026-11-21T16:00:00.123456Z"} or null}]}
 * A virtual router with "no" after a drain stays MASTER, because no other router took over. One without an order after a
 * promote cannot become MASTER now, and nothing has changed. While there is an order, its priority is "base".
 *
 * If the mode of an interface is "none", it does not receive adverts any more, and "why" is the reason.
 *
 * "reason" is the name of the last transition, or in FAULT that of the strongest condition. "reason_text" says why the
 * virtual router is in its state now.
 *
 * "notify" has what waits to be told and what was not told since the start: scripts and mails that failed, those that were
 * left out because too many waited, and lines for which a pipe had no room.
 *
 * "stand_in" has why the kernel does not send for a late daemon, or null, how often it looked since the daemon's start, how
 * often its token was lost and sent again, and the largest time between two looks. That of an instance has the length of its lease, 0 for off, whether the kernel has
 * its advert now, and the adverts that the kernel sent.
 *
 * "loop" has the end of the last turn of the daemon's loop, which is never long ago, and histograms since the daemon's
 * start: "advert_late" is how late adverts had left, "deadline_late" how late the loop came to a deadline, "loop_lag"
 * how long its turns took, and "takeover" is from the master-down deadline to the first gratuitous ARP. "counts" has
 * one number for each of "bounds_ns", of what exceeds no such bound but all smaller ones, and a last one for the rest.
 *
 * "timing" of an instance has how long ago the last advert of another router came, or null; the time until a BACKUP takes
 * over if it hears nothing more, or null; and how late the last advert left, and the latest one since the daemon's start.
 *
 * "vlan" is the number of the interface if it is a VLAN interface, or null.
 *
 * "checks" has the scripts, processes and files that are tracked. "state" of one whose first result is awaited is "init".
 * "value" of a script is its exit status, or the signal that killed it, or null. "transitions" counts those of all virtual
 * routers since the daemon's start; "reason" is a name as in an instance.
 *
 * The status document (schema 1) is written a few virtual routers at a time, so each shows its own moment. A name
 * that ends in _ns is a time of CLOCK_MONOTONIC in nanoseconds:
 *   {"schema":1,
 *    "daemon":{"version","pid","router_id","uptime_s","pins":true,"bpf_dir"},
 *    "notify":{"scripts":{"waiting","failed","left_out"},"mails":{"waiting","failed","left_out"},
 *      "notify_fifo":{"path" or null,"lost"},"vrrp_notify_fifo":{"path" or null,"lost"}},
 *    "stand_in":{"trouble" or null,"turns","lost","largest_gap_ms"},
 *    "loop":{"last_turn":"2026-11-21T16:00:00.123456Z","last_turn_ns","bounds_ns":[],
 *      "advert_late","deadline_late","loop_lag","takeover":{"counts":[],"sum_ns"}},
 *    "interfaces":[{"name","ifindex","mode":"native|generic|tc|none","hook":"xdp|tcx|filter|none","reused":false,"why"}],
 *    "instances":[{"name","interface","vlan" or null,"vrid","family":"ipv4|ipv6","version","state",
 *      "priority":{"base","effective","terms":[{"points","reason"}]},
 *      "order":{"priority","promotes","until"} or null, the priority that an operator asked for, "master":{"address","priority"} or null,
 *      "rival":{"address","priority"} or null, which says that it is MASTER while this one is,
 *      "since":"2026-11-21T16:00:00.123456Z","since_ns","reason","reason_text","fault_reasons":[],"addresses":["192.168.1.100/24"],
 *      "source" or null,"group" or null with unicast,"unicast_peers":[],
 *      "drain":"no|draining|drained","advert_interval_ms","master_down_ms",
 *      "timing":{"silence_ms" or null,"takeover_in_ms" or null,"late_ms","latest_ms"},
 *      "takeover":{"last_advert_ns","deadline_ns","master_ns","addresses_ns","announced_ns"} or null,
 *      "stand_in":{"lease_ms","lent","adverts"},
 *      "counters":{RFC 8347 leaf names},"drops":{names of drop_reason.h}}],
 *    "refused":[{"interface","vrid","family","version","priority","source","mac","at_ns","reason","sentence"}], the last advert of
 *      each VRID and interface that was refused or belongs to nobody here, of the last five minutes,
 *    "checks":{"scripts":[{"name","state":"init|good|bad","end":"exited|killed|timed_out|not_started|no_answer" or null,
 *      "value" or null,"runs","failed"}],"processes":[{"name","state","processes"}],"files":[{"name","value"}]},
 *    "transitions":[{"from","to","reason","count"}],
 *    "counters":{RFC 8347 global leaf names},"drops":{...}}
 */
#pragma once

enum xvrrp_control {
	XVRRP_CONTROL_SCHEMA = 1,
};

#define XVRRP_CONTROL_SOCKET "control.sock"
#define XVRRP_PID_FILE "xvrrpd.pid"
#define XVRRP_DEFAULT_RUNTIME_DIR "/run/xvrrpd"
#define XVRRP_DEFAULT_BPF_DIR "/sys/fs/bpf/xvrrpd"
#define XVRRP_DEFAULT_CONFIG "/etc/xvrrpd/xvrrpd.conf"
