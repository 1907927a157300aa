// SPDX-License-Identifier: GPL-2.0-or-later
// The words for our enumerations. Log, status and metrics take them from here.
#pragma once

#include "core/types.h"

#include <xvrrp/drop_reason.h>

#include <initializer_list>
#include <string>
#include <string_view>

namespace xvrrp::core {

std::string_view name(State state);   // "MASTER"
std::string_view name(Family family); // "ipv4"
std::string_view name(Reason reason); // "master_down", stable for tools
std::string_view sentence(Reason reason);
// Returns the sentence of a condition, with the names of the things that it is about.
std::string sentence(Reason reason, std::initializer_list<std::string_view> names);
std::string_view name(vrrp_drop_reason reason);
std::string_view sentence(vrrp_drop_reason reason);

} // namespace xvrrp::core
