// SPDX-License-Identifier: GPL-2.0-or-later
// The set of named conditions that keep a virtual router from working or weigh on its priority.
//
// A condition is known by its name, which is a Reason, and by its owner. The set is in the order of the names in
// Reason: the first hard condition gives the reason of a FAULT, and all of them are told.
#pragma once

#include "core/types.h"

#include <optional>
#include <string>
#include <vector>

namespace xvrrp::core {

struct Condition {
    Reason name = Reason::InterfaceMissing;
    std::string owner;           // the interface or the address that has the condition
    std::string sentence;        // for people
    std::optional<int> weight{}; // the condition adds it to the priority; none: the condition is hard
    TimePoint since{};           // Conditions fills it in

    bool is_hard() const { return !weight; }
};

class Conditions {
public:
    // These hold from now on, and no others. A condition that held before keeps its since, whatever its sentence says.
    void replace(std::vector<Condition> holding, TimePoint now);

    const std::vector<Condition>& all() const { return all_; }

    // The first hard condition; none: the virtual router can work.
    const Condition* strongest() const;

    bool prevent_work() const { return strongest() != nullptr; }

    std::vector<std::string> hard_sentences() const;
    // The sentences of the hard conditions in one text; empty: there are none.
    std::string hard_text() const;

private:
    std::vector<Condition> all_; // by name and owner
};

} // namespace xvrrp::core
