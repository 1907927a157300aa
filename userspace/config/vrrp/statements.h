// SPDX-License-Identifier: GPL-2.0-or-later
// The readers of the keyword table: each takes one statement into the draft, and reports what keepalived corrects.
#pragma once

#include "config/grammar/draft.h"
#include "config/grammar/keywords.h"

namespace xvrrp::config {

bool read_router_id(const Keyword& keyword, const Node& node, Draft& draft);
bool read_default_version(const Keyword& keyword, const Node& node, Draft& draft);

bool read_vrrp_instance(const Keyword& keyword, const Node& node, Draft& draft);
bool read_vrrp_strict(const Keyword& keyword, const Node& node, Draft& draft);
bool read_strict_mode(const Keyword& keyword, const Node& node, Draft& draft);
bool read_state(const Keyword& keyword, const Node& node, Draft& draft);
bool read_interface(const Keyword& keyword, const Node& node, Draft& draft);
bool read_virtual_router_id(const Keyword& keyword, const Node& node, Draft& draft);
bool read_priority(const Keyword& keyword, const Node& node, Draft& draft);
bool read_advert_int(const Keyword& keyword, const Node& node, Draft& draft);
bool read_version(const Keyword& keyword, const Node& node, Draft& draft);
bool read_nopreempt(const Keyword& keyword, const Node& node, Draft& draft);
bool read_preempt(const Keyword& keyword, const Node& node, Draft& draft);
bool read_preempt_delay(const Keyword& keyword, const Node& node, Draft& draft);
bool read_accept(const Keyword& keyword, const Node& node, Draft& draft);
bool read_no_accept(const Keyword& keyword, const Node& node, Draft& draft);
bool read_use_vmac(const Keyword& keyword, const Node& node, Draft& draft);
bool read_vmac_prefix(const Keyword& keyword, const Node& node, Draft& draft);
bool read_vmac_xmit_base(const Keyword& keyword, const Node& node, Draft& draft);
bool read_auth_type(const Keyword& keyword, const Node& node, Draft& draft);
bool read_auth_pass(const Keyword& keyword, const Node& node, Draft& draft);
bool read_auth_hmac(const Keyword& keyword, const Node& node, Draft& draft);
bool read_hmac_key(const Keyword& keyword, const Node& node, Draft& draft);
bool read_active_key(const Keyword& keyword, const Node& node, Draft& draft);
bool read_hmac_mode(const Keyword& keyword, const Node& node, Draft& draft);
bool read_anti_replay(const Keyword& keyword, const Node& node, Draft& draft);
bool read_time_window(const Keyword& keyword, const Node& node, Draft& draft);

bool read_virtual_ipaddress(const Keyword& keyword, const Node& node, Draft& draft);
bool read_virtual_ipaddress_excluded(const Keyword& keyword, const Node& node, Draft& draft);
bool read_default_interface(const Keyword& keyword, const Node& node, Draft& draft);
bool read_static_ipaddress(const Keyword& keyword, const Node& node, Draft& draft);
bool read_native_ipv6(const Keyword& keyword, const Node& node, Draft& draft);

bool read_vrrp_mcast_group4(const Keyword& keyword, const Node& node, Draft& draft);
bool read_vrrp_mcast_group6(const Keyword& keyword, const Node& node, Draft& draft);
bool read_mcast_dst_ip(const Keyword& keyword, const Node& node, Draft& draft);
bool read_mcast_src_ip(const Keyword& keyword, const Node& node, Draft& draft);
bool read_unicast_src_ip(const Keyword& keyword, const Node& node, Draft& draft);
bool read_unicast_peer(const Keyword& keyword, const Node& node, Draft& draft);
bool read_min_ttl(const Keyword& keyword, const Node& node, Draft& draft);
bool read_max_ttl(const Keyword& keyword, const Node& node, Draft& draft);
bool read_unicast_fault_no_peer(const Keyword& keyword, const Node& node, Draft& draft);
bool read_unicast_ttl(const Keyword& keyword, const Node& node, Draft& draft);
bool read_check_unicast_src(const Keyword& keyword, const Node& node, Draft& draft);
bool read_old_unicast_checksum(const Keyword& keyword, const Node& node, Draft& draft);

} // namespace xvrrp::config
