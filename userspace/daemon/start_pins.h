// SPDX-License-Identifier: GPL-2.0-or-later
// The BPF directory during a start: if there were no pins before, a failed start leaves none.
#pragma once

#include <string>

namespace xvrrp::daemon {

class StartPins {
public:
    explicit StartPins(std::string bpf_dir);
    StartPins(const StartPins&) = delete;
    StartPins& operator=(const StartPins&) = delete;
    ~StartPins(); // removes the directory, unless it had a predecessor's pins or is kept

    void keep() { is_ours_alone_ = false; } // the start has succeeded

private:
    std::string directory_;
    bool is_ours_alone_;
};

} // namespace xvrrp::daemon
