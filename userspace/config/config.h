// SPDX-License-Identifier: GPL-2.0-or-later
// keepalived's configuration language as values: text in, virtual routers and findings out. Opens no file.
#pragma once

#include "config/grammar/configuration.h"
#include "config/text/diagnostic.h"
#include "config/text/origin.h"
#include "config/text/surroundings.h"
#include "config/vrrp/key_file.h"

#include <vector>

namespace xvrrp::config {

struct Parsed {
    Config config;                  // to be used only where usable()
    Diagnostics diagnostics;        // in the order of the text, each once
    Sources sources;                // what was given, and what it includes
    std::vector<KeyFile> key_files; // to be read and given to take_key()
    HostNeeds needs;                // in no order
    Extensions extensions;          // where the text is not keepalived's any more
    Origins origins;                // the findings point into them

    bool usable() const; // no error among them
    bool clean() const;  // no error, no warning
};

// The files are read one after the other.
Parsed parse(Sources files, const Surroundings& around = {});

// The findings as Parsed promises them, each with its trail: to be called by whoever added some.
void put_in_order(Parsed& parsed);

} // namespace xvrrp::config
