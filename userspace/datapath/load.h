// SPDX-License-Identifier: GPL-2.0-or-later
// The loading of a BPF object into the kernel: its programs, maps and BTF.
#pragma once

#include "core/result.h"

#include <string>

struct bpf_object_skeleton;

namespace xvrrp::datapath {

// Loads the object of an opened skeleton; program is its name in an error.
// Fails with EMFILE before it loads anything when this process may not open the files that loading takes.
Result<> load(bpf_object_skeleton& skeleton, const std::string& program);

// An error of the kernel's: unless a capability is missing, the verifier has refused the program.
Error load_error(const std::string& program, int code);

} // namespace xvrrp::datapath
