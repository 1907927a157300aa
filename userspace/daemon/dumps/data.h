// SPDX-License-Identifier: GPL-2.0-or-later
// keepalived.data: the configuration and the state of everything. A section that says nothing is left out where keepalived
// leaves it out, too.
#pragma once

#include "daemon/dumps/view.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace xvrrp::daemon {

std::string data_text(const DumpView& view);

// Its parts.
void add_globals(std::string& text, const DumpView& view);
void add_static(std::string& text, const DumpView& view);
void add_instance(std::string& text, const DumpView& view, const core::RouterSnapshot& router);
void add_sync_groups(std::string& text, const DumpView& view);
void add_trackers(std::string& text, const DumpView& view);
void add_interfaces(std::string& text, const DumpView& view);

// The conditions that keep the virtual router from working and are its own: no other member of its group has them.
std::size_t own_faults(const core::RouterSnapshot& router);
void add_header(std::string& text, std::string_view name);
// The scripts of an instance or a sync group, a line for each.
void add_notify_scripts(std::string& text, const DumpView& view, const core::Notify& notify);
// "default_user" in "uid:gid", if it is known.
std::string account_of(const DumpView& view, const core::Script& script);

} // namespace xvrrp::daemon
