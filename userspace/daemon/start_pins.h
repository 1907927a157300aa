// SPDX-License-Identifier: GPL-2.0-or-later
// The BPF directory during a start: where there were no pins before, a start that fails leaves none.
#pragma once

#include <string>

namespace xvrrp::daemon {

class StartPins {
public:
    explicit StartPins(std::string bpf_dir);
    StartPins(const StartPins&) = delete;
    StartPins& operator=(const StartPins&) = delete;
    ~StartPins(); // removes the directory, unless a predecessor's pins were in it or they are kept

    void keep() { is_ours_alone_ = false; } // the start has succeeded

private:
    std::string directory_;
    bool is_ours_alone_;
};

} // namespace xvrrp::daemon
