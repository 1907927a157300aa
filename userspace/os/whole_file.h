// SPDX-License-Identifier: GPL-2.0-or-later
// A file as a whole: read at once, and replaced so that it is there at any moment, for whoever starts after a crash.
#pragma once

#include "core/result.h"
#include "os/fd.h"

#include <optional>
#include <string>

#include <sys/types.h>

namespace xvrrp::os {

// Nothing if it cannot be read to its end. A process may end while its files in /proc are read, and streams report that
// by an exception.
std::optional<std::string> read_file(const std::string& path);
std::optional<std::string> read_file(const Fd& file); // from where it stands

// The text replaces that of the file, or the file stays as it is. doing names the action in an Error.
Result<> replace_file(const std::string& path, const std::string& text, const std::string& doing);

// The same for a directory in which others may write. Whatever has the name is replaced and never followed, but a directory
// stays. The file has this mode at any moment.
Result<> put_file(const std::string& path, const std::string& text, mode_t mode, const std::string& doing);

} // namespace xvrrp::os
