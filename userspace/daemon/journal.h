// SPDX-License-Identifier: GPL-2.0-or-later
// The file in which this daemon notes what it may place, for the successor of a crash.
//
// The note is written when a configuration is loaded, so no takeover waits for a file.
#pragma once

#include "core/net/standing.h"
#include "core/result.h"

#include <string>

namespace xvrrp::daemon {

// The file of the note in this runtime directory.
inline std::string note_in(const std::string& runtime_dir) {
    return runtime_dir + "/placed";
}

class Journal {
public:
    explicit Journal(std::string file);

    // False if the predecessor left in an orderly way, or if there was none.
    bool is_there() const { return is_there_; }

    // Empty without a note.
    const core::Noted& predecessor() const { return predecessor_; }

    // Adds to the note, which is there from then on. Earlier entries stay, because things that a reload removes may still be there.
    Result<> note(const core::Noted& more);
    void remove();

private:
    std::string file_;
    bool is_there_ = false;
    core::Noted predecessor_;
    core::Noted noted_;
};

} // namespace xvrrp::daemon
