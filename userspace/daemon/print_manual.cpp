// SPDX-License-Identifier: GPL-2.0-or-later
// print_manual markdown | mdoc writes the keyword table to standard output, for scripts/generate-docs.
#include "config/report/show.h"

#include <iostream>
#include <string_view>

int main(int argc, char** argv) {
    using namespace xvrrp::config;
    const std::string_view format = argc == 2 ? argv[1] : "";
    if (format == "markdown") {
        std::cout << manual_as_markdown();
    } else if (format == "mdoc") {
        std::cout << manual_as_mdoc();
    } else {
        std::cerr << "usage: print_manual markdown | mdoc\n";
        return 1;
    }
    return 0;
}
