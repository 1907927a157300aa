// SPDX-License-Identifier: GPL-2.0-or-later
// The keyword table as a manual, by block and fate: docs/configuration.md and xvrrpd.conf(5).
#pragma once

#include <string>

namespace xvrrp::config {

std::string manual_as_markdown();
std::string manual_as_mdoc();

} // namespace xvrrp::config
